// Search in the copy: the same sum as on the server (`backend/search/engines`), over the items that are here.
import { understand } from "./question.js";
import { readingOf as read } from "./reading.js";
import { escaped, snippet } from "./snippet.js";
import { Synonyms } from "./synonyms.js";
import { Words } from "./words.js";

/** Raise when the same item would be read otherwise: every reading is then made anew. */
export const VERSION = 1;

const [K1, B, NAME, SAYING] = [1.6, 0.75, 0.7, 1.2];
const [LOOKED_THROUGH, SHARE, HALF, NEAREST, BEFORE_EXPLANATIONS] = [30, 0.25, 0.5, 3, 3];

export const readingOf = (item) => read(item);

/** `items` and `readings` by key; notes count with their page. `synonyms`: [[say…], [means…]] each. */
export function openEngine({ items, readings, synonyms = [] }) {
  return new Engine(items, readings, synonyms);
}

class Engine {
  constructor(items, readings, synonyms) {
    this.documents = [];
    const numbers = new Map();
    for (const [key, item] of items) {
      if ((item.kind !== "page" && item.kind !== "term") || !readings.has(key)) continue;
      numbers.set(key, this.documents.length);
      this.documents.push({ key, item, readings: [readings.get(key)] });
    }
    for (const [key, item] of items)
      if (item.kind === "note" && readings.has(key) && numbers.has(item.page))
        this.documents[numbers.get(item.page)].readings.push(readings.get(key));
    this.words = field(this.documents, ({ forms, counts }) => forms.map((form, place) => [form, counts[place]]));
    this.names = field(this.documents, ({ names }) => names);
    this.synonyms = new Synonyms(synonyms);
    this.lexicon = new Words(this.documents.flatMap((one) => one.readings), this.synonyms.words);
  }

  search(text, { limit = 10, unfinished = true } = {}) {
    const question = understand({ text, unfinished, words: this.lexicon, synonyms: this.synonyms });
    const listed = answersFirst(this.found(question), question);
    return {
      query: question.text,
      total: listed.length,
      didYouMean: listed.length > 0 ? question.didYouMean : "",
      results: listed.slice(0, limit).map((one) => result(one, question)),
    };
  }

  found(question) {
    const found = new Map();
    const add = (number, worth, form) => {
      if (!found.has(number)) found.set(number, { number, score: 0, forms: new Set() });
      const one = found.get(number);
      one.score += worth;
      one.forms.add(form);
    };
    for (const [form, weight] of question.weights) this.weigh(form, weight, add);
    for (const [concept, weight] of question.concepts) this.weighConcept(concept, weight, add);
    for (const [form, weight] of question.little) this.weigh(form, weight, (number, worth) => found.has(number) && add(number, worth, ""));
    const allowed = [...found.values()].filter(({ number }) => this.allows(question, number));
    const named = new Set((this.names.postings.get(question.title) ?? []).map(([number]) => number));
    for (const one of allowed) {
      Object.assign(one, this.documents[one.number], { isNamed: named.has(one.number) });
      one.score *= one.item.boost;
      one.coverage = this.coverage(question, one.forms);
    }
    return this.lifted(allowed.sort(byPlace), question);
  }

  weigh(form, weight, add) {
    for (const [from, lift] of [[this.words, 1], [this.names, NAME]])
      for (const [number, count] of from.postings.get(form) ?? [])
        add(number, weight * lift * from.rarity(form) * from.worth(count, number), form);
  }

  // A concept is what pages call it: those that say it, word after word.
  weighConcept(concept, weight, add) {
    const stems = concept.split(" ");
    const rarest = stems.map((stem) => this.words.postings.get(stem) ?? []).sort((a, b) => a.length - b.length)[0];
    const having = rarest
      .map(([number]) => [number, this.times(number, ` ${concept} `)])
      .filter(([, times]) => times > 0);
    const rarity = Math.log(Math.max(this.documents.length, 1) / (having.length + 1)) + 1;
    for (const [number, times] of having) add(number, weight * rarity * this.words.worth(times, number), concept);
  }

  times(number, phrase) {
    return this.documents[number].readings.reduce((sum, { line }) => sum + line.split(phrase).length - 1, 0);
  }

  allows({ phrases, without }, number) {
    return phrases.every((one) => this.times(number, one)) && !without.some((one) => this.times(number, one));
  }

  coverage({ groups }, forms) {
    let [covered, all] = [0, 0];
    for (const group of groups.values()) {
      const [typed] = group;
      all += this.words.rarity(typed);
      if ([...group].some((form) => forms.has(form))) covered += this.words.rarity(typed);
    }
    return all ? covered / all : 1;
  }

  // Words count for more when they stand in one saying: the title, or one keyword.
  lifted(ordered, { weights }) {
    for (const one of ordered.slice(0, LOOKED_THROUGH)) {
      const fits = one.readings.flatMap(({ sayings }) => sayings.map((saying) => this.fit(saying, weights)));
      one.score += SAYING * Math.max(0, ...fits) * one.item.boost;
    }
    return ordered.sort(byPlace);
  }

  fit(saying, weights) {
    let [asked, whole] = [0, 0];
    for (const stem of saying) {
      const rarity = this.words.rarity(stem);
      whole += rarity;
      if (weights.has(stem)) asked += rarity * Math.min(weights.get(stem), 1);
    }
    return (asked * asked) / whole;
  }
}

function byPlace(one, other) {
  return other.isNamed - one.isNamed || other.score - one.score || (one.key < other.key ? -1 : 1);
}

function field(documents, countsOf) {
  const postings = new Map();
  const lengths = new Float64Array(documents.length);
  for (const [number, { readings }] of documents.entries())
    for (const [form, count] of readings.flatMap(countsOf)) {
      if (!postings.has(form)) postings.set(form, []);
      const of = postings.get(form);
      if (of.at(-1)?.[0] === number) of.at(-1)[1] += count;
      else of.push([number, count]);
      lengths[number] += count;
    }
  const mean = lengths.reduce((sum, length) => sum + length, 0) / (documents.length || 1) || 1;
  return {
    postings,
    rarity: (form) => Math.log(Math.max(documents.length, 1) / ((postings.get(form)?.length ?? 0) + 1)) + 1,
    worth: (count, number) => (count * (K1 + 1)) / (count + K1 * (1 - B + (B * lengths[number]) / mean)),
  };
}

// What explains a word stands behind the first answers, unless that was asked for or no answer has half of the words.
function answersFirst(found, { asksMeaning }) {
  const worth = worthShowing(found);
  const answers = worth.filter(({ item }) => item.kind !== "term");
  if (asksMeaning) {
    const most = Math.max(0, ...found.map(({ coverage }) => coverage));
    const first = found.filter(({ item, coverage }) => item.kind === "term" && coverage >= most).slice(0, 1);
    return [...first, ...worth.filter((one) => !first.includes(one))];
  }
  const first = answers[0]?.coverage >= HALF ? answers.slice(0, BEFORE_EXPLANATIONS) : [];
  return [...first, ...worth.filter((one) => !first.includes(one))];
}

function worthShowing(found) {
  if (found.length === 0) return [];
  const unnamed = found.filter(({ isNamed }) => !isNamed);
  const least = SHARE * Math.max(...(unnamed.length ? unnamed : found).map(({ score }) => score));
  const kept = found.filter(({ isNamed, score }) => isNamed || score >= least);
  return kept[0].coverage >= HALF ? kept : kept.slice(0, NEAREST);
}

function result({ key, item, readings: [own] }, { weights }) {
  const { anchor, heading, html } = snippet(item, own, weights);
  return {
    key,
    kind: item.kind,
    slug: item.slug,
    title: item.title,
    summary: item.summary,
    url: item.kind === "page" ? `/manual/${item.slug}${anchor ? `#${anchor}` : ""}` : `/glossary/${item.slug}`,
    heading,
    anchor,
    snippet: html === escaped(item.summary ?? "") ? "" : html,
  };
}
