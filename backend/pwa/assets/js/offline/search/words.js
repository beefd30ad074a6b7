// The words of a copy: which are known, how they may go on, and what was probably meant.
import { isOfStopWord, stem } from "./language.js";
import { linesOf } from "./segment.js";

const SHORTEST = 4;
const LONG = 7;
const MOST_ENDINGS = 12;

export class Words {
  #counts = new Map();
  #sorted = null;
  #byLength = null;
  #field;
  #spoken;

  /** `field`: of the forms of all words; `spoken`: words that people say and no page has. */
  constructor(segments, field, spoken) {
    for (const { said } of segments)
      for (const [place, word] of linesOf(said.words).entries())
        this.#counts.set(word, (this.#counts.get(word) ?? 0) + said.counts[place]);
    for (const { unsaid } of segments)
      for (const word of linesOf(unsaid)) if (!this.#counts.has(word)) this.#counts.set(word, 0);
    this.#field = field;
    this.#spoken = spoken;
  }

  knows(word) {
    return this.#counts.has(word) || this.#field.has(stem(word)) || isOfStopWord(word);
  }

  understands(word) {
    return this.knows(word) || this.#spoken.has(word);
  }

  /** The commonest words that begin so. */
  endings(beginning) {
    this.#sorted ??= [...this.#counts.keys()].sort();
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle] < beginning) low = middle + 1;
      else high = middle;
    }
    const found = [];
    for (let place = low; this.#sorted[place]?.startsWith(beginning); place += 1) found.push(this.#sorted[place]);
    return found.sort((one, other) => this.#counts.get(other) - this.#counts.get(one)).slice(0, MOST_ENDINGS);
  }

  /** The word of a page that this is probably a misspelling of, or null: a short word or a number stays as it is. */
  meant(word) {
    if (word.length < SHORTEST || !/^[a-z]+$/.test(word)) return null;
    const furthest = word.length >= LONG ? 2 : 1;
    const letters = lettersOf(word);
    let best = null;
    for (const [other, count, theirs] of this.#likeLong(word.length, furthest)) {
      // A slip changes two letters at most: what has more that the other has not need not be looked at.
      if (bits(letters ^ theirs) > 2 * furthest) continue;
      const slips = distance(word, other, best ? best.slips : furthest);
      if (slips > furthest || (best && (slips > best.slips || (slips === best.slips && !closer(word, other, count, best)))))
        continue;
      best = { word: other, slips, count };
    }
    return best?.word ?? null;
  }

  *#likeLong(length, furthest) {
    if (!this.#byLength) {
      this.#byLength = new Map();
      for (const [word, count] of this.#counts) {
        if (count === 0 || word.length < SHORTEST) continue;
        if (!this.#byLength.has(word.length)) this.#byLength.set(word.length, []);
        this.#byLength.get(word.length).push([word, count, lettersOf(word)]);
      }
    }
    for (let one = length - furthest; one <= length + furthest; one += 1) yield* this.#byLength.get(one) ?? [];
  }
}

// One bit for each letter there is; what is no letter shares one.
function lettersOf(word) {
  let letters = 0;
  for (let at = 0; at < word.length; at += 1) {
    const place = word.charCodeAt(at) - 97;
    letters |= 1 << (place >= 0 && place < 26 ? place : 26);
  }
  return letters;
}

function bits(number) {
  let count = 0;
  for (let left = number; left; left &= left - 1) count += 1;
  return count;
}
function closer(word, other, count, best) {
  const [here, there] = [other[0] === word[0], best.word[0] === word[0]];
  return here === there ? count > best.count : here;
}

/** Letters left out, put in, changed or exchanged with the next; more than `most` is not counted on. */
export function distance(one, other, most) {
  let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, place) => place)];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= other.length; j += 1) {
      const changed = last[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1);
      row[j] = Math.min(changed, last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        row[j] = Math.min(row[j], before[j - 2] + 1);
      least = Math.min(least, row[j]);
    }
    if (least > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[other.length];
}
