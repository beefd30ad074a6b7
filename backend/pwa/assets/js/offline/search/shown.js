// What is found, as it is shown: with the few words that show why.
import { numberOf } from "./field.js";
import { escaped, snippet } from "./snippet.js";

const MOST_KEPT = 200;

export class Shown {
  #segments;
  #fetch;
  #kept = new Map();

  constructor(segments, fetch) {
    this.#segments = segments;
    this.#fetch = fetch;
  }

  async results(documents, weights) {
    await this.#take(documents.map(({ key }) => key).filter((key) => !this.#kept.has(key)));
    const wanted = new Map(this.#segments.map((segment) => [segment, null]));
    return documents.map((document) => {
      const [{ segment }] = document.rows;
      if (!wanted.get(segment)) wanted.set(segment, numbersOf(segment, weights));
      return result(document, this.#kept.get(document.key), wanted.get(segment));
    });
  }

  // As somebody types, most of what is found was found before.
  async #take(keys) {
    if (keys.length === 0) return;
    if (this.#kept.size > MOST_KEPT) this.#kept.clear();
    for (const [key, held] of await this.#fetch(keys)) this.#kept.set(key, held);
  }
}

function numbersOf({ words }, weights) {
  const wanted = new Map();
  for (const [form, weight] of weights) {
    const number = numberOf(words, form);
    if (number >= 0) wanted.set(number, weight);
  }
  return wanted;
}

function result({ key, card }, held, wanted) {
  const { anchor, heading, html } = held ? snippet(held, wanted) : { anchor: "", heading: "", html: "" };
  return {
    key,
    kind: card.kind,
    slug: card.slug,
    title: card.title,
    summary: card.summary,
    url: card.kind === "page" ? `/manual/${card.slug}${anchor ? `#${anchor}` : ""}` : `/glossary/${card.slug}`,
    heading,
    anchor,
    snippet: html === escaped(card.summary) ? "" : html,
  };
}
