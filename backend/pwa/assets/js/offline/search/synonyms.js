// What people say for what the pages call it. A page that says the one is found by the other, for a little less.
import { tokens } from "./language.js";

export class Synonyms {
  #said = new Map();
  /** Every word that somebody says for something. */
  words = new Set();

  constructor(list) {
    for (const [say, means] of list) {
      const meant = means.map((text) => [text, stemsOf(tokens(text))]);
      for (const text of say) {
        const read = tokens(text);
        const stems = stemsOf(read);
        for (const { word } of read) this.words.add(word);
        if (stems.length === 0) continue;
        const concepts = meant.filter(([other]) => other !== text).map(([, wanted]) => wanted.join(" "));
        if (!this.#said.has(stems[0])) this.#said.set(stems[0], []);
        this.#said.get(stems[0]).push({ stems, concepts });
      }
    }
  }

  /** [[concept, tokens]]: a concept is the stems that pages say it by. */
  askedIn(read) {
    const telling = read.filter(({ isStop }) => !isStop);
    const found = new Map();
    for (const from of [telling, read])
      for (const [place, { inPhrase }] of from.entries())
        for (const { stems, concepts } of this.#said.get(inPhrase) ?? []) {
          const stood = from.slice(place, place + stems.length);
          if (stood.length === stems.length && stems.every((stem, at) => stood[at].inPhrase === stem))
            for (const concept of concepts) found.set(concept, stood);
        }
    return found;
  }
}

// "took over his flat" is also "took over her flat"; but "in care" is more than "care".
function stemsOf(read) {
  const telling = read.filter(({ isStop }) => !isStop);
  return (telling.length > 1 || read.length === 1 ? telling : read).map(({ inPhrase }) => inPhrase);
}
