// The words of a copy: which are known, how they may go on, and what was probably meant.
import { stem } from "./language.js";

const SHORTEST = 4;
const LONG = 7;
const MOST_ENDINGS = 12;

export class Words {
  #counts = new Map();
  #stems = new Set();
  #sorted = [];
  #spoken;

  /** `readings`: of all items; `spoken`: words that people say and no page has. */
  constructor(readings, spoken) {
    for (const { said, unsaid } of readings) {
      for (const word of said) this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
      for (const word of unsaid) if (!this.#counts.has(word)) this.#counts.set(word, 0);
    }
    for (const word of this.#counts.keys()) this.#stems.add(stem(word));
    this.#sorted = [...this.#counts.keys()].sort();
    this.#spoken = spoken;
  }

  knows(word) {
    return this.#counts.has(word) || this.#stems.has(stem(word));
  }

  understands(word) {
    return this.knows(word) || this.#spoken.has(word);
  }

  /** The commonest words that begin so. */
  endings(beginning) {
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
    let best = null;
    for (const [other, count] of this.#counts) {
      if (count === 0 || other.length < SHORTEST || Math.abs(other.length - word.length) > furthest) continue;
      const slips = distance(word, other, best ? best.slips : furthest);
      if (slips > furthest || (best && (slips > best.slips || (slips === best.slips && !closer(word, other, count, best)))))
        continue;
      best = { word: other, slips, count };
    }
    return best?.word ?? null;
  }
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
