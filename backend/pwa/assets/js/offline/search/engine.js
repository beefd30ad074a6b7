// Search in the copy: the same sum as on the server (`backend/search/engines`), over the items that are here.
import { Field } from "./field.js";
import { understand } from "./question.js";
import { sayingsIn } from "./segment.js";
import { Shown } from "./shown.js";
import { Synonyms } from "./synonyms.js";
import { Words } from "./words.js";

/** Raise when the same item would be read otherwise: every segment is then made anew. */
export const VERSION = 1;

const [NAME, SAYING] = [0.7, 1.2];
const [LOOKED_THROUGH, SHARE, HALF, NEAREST, BEFORE_EXPLANATIONS] = [30, 0.25, 0.5, 3, 3];
const MOST_GROUPS = 32;

/**
 * `segments` in the order in which they were made, `cards` by key, `synonyms`: [[say…], [means…]] each.
 * `fetch(keys)` resolves to a Map of {item, places} by key.
 */
export function openEngine({ segments, cards, synonyms = [], fetch }) {
  return new Engine(segments, cards, synonyms, fetch);
}

class Engine {
  constructor(segments, cards, synonyms, fetch) {
    this.segments = segments;
    this.documents = documentsOf(segments, cards);
    const size = this.documents.length;
    const numbers = numbersOf(segments, this.documents);
    this.words = new Field(segments.map(({ words }) => words), numbers, size);
    this.names = new Field(segments.map(({ names }) => names), numbers, size);
    this.synonyms = new Synonyms(synonyms);
    this.lexicon = new Words(segments, this.words, this.synonyms.words);
    this.shown = new Shown(segments, fetch);
    this.scores = new Float64Array(size);
    this.groups = new Uint32Array(size);
  }

  async search(text, { limit = 10, unfinished = true } = {}) {
    const question = understand({ text, unfinished, words: this.lexicon, synonyms: this.synonyms });
    const listed = answersFirst(this.found(question), question, this.coverages(question.groups));
    return {
      query: question.text,
      total: listed.length,
      didYouMean: listed.length > 0 ? question.didYouMean : "",
      results: await this.shown.results(listed.slice(0, limit).map(({ document }) => document), question.weights),
    };
  }

  found(question) {
    this.scores.fill(0);
    this.groups.fill(0);
    const groups = groupsOf(question.groups);
    const touched = [];
    for (const [form, weight] of question.weights) this.weigh(form, weight, groups.get(form) ?? 0, touched);
    for (const [concept, weight] of question.concepts) this.weighConcept(concept, weight, groups.get(concept) ?? 0, touched);
    for (const [form, weight] of question.little) this.weigh(form, weight, 0, null);
    const named = new Set(everySecond(this.names.postings(question.title)));
    const allowed = touched.filter((number) => this.allows(question, number));
    for (const number of allowed) this.scores[number] *= this.documents[number].card.boost;
    const least = question.asksMeaning ? 0 : this.leastOf(allowed.filter((number) => !named.has(number)));
    const found = allowed
      .filter((number) => this.scores[number] >= least || named.has(number))
      .map((number) => ({
        document: this.documents[number],
        isNamed: named.has(number),
        score: this.scores[number],
        groups: this.groups[number],
      }));
    return this.lifted(found.sort(byPlace), question);
  }

  // What is below this is neither shown nor among those that are looked through.
  leastOf(numbers) {
    const scores = Float64Array.from(numbers, (number) => this.scores[number]).sort();
    return Math.min(SHARE * (scores.at(-1) ?? 0), scores.at(-LOOKED_THROUGH) ?? 0);
  }

  // `touched` collects what is found; without it only what was found before counts for more.
  weigh(form, weight, group, touched) {
    for (const [field, lift] of [[this.words, 1], [this.names, NAME]]) {
      const postings = field.postings(form);
      const each = weight * lift * field.rarityOf(postings.length / 2);
      for (let at = 0; at < postings.length; at += 2)
        this.add(postings[at], each * field.worth(postings[at + 1], postings[at]), group, touched);
    }
  }

  // A concept is what pages call it: those that say it, word after word.
  weighConcept(concept, weight, group, touched) {
    const each = concept.split(" ").map((stem) => everySecond(this.words.postings(stem)));
    const rarest = each.sort((one, other) => one.length - other.length)[0];
    const having = rarest.map((number) => [number, this.times(number, ` ${concept} `)]).filter(([, times]) => times > 0);
    const rarity = weight * this.words.rarityOf(having.length);
    for (const [number, times] of having) this.add(number, rarity * this.words.worth(times, number), group, touched);
  }

  add(number, worth, group, touched) {
    if (this.scores[number] === 0) {
      if (!touched) return;
      touched.push(number);
    }
    this.scores[number] += worth;
    this.groups[number] |= group;
  }

  times(number, phrase) {
    let times = 0;
    for (const { segment, row } of this.documents[number].rows) {
      const line = segment.lines[row];
      for (let at = line.indexOf(phrase); at >= 0; at = line.indexOf(phrase, at + phrase.length)) times += 1;
    }
    return times;
  }

  allows({ phrases, without }, number) {
    return phrases.every((one) => this.times(number, one)) && !without.some((one) => this.times(number, one));
  }

  // What share of what was typed a document has, by the groups it was found for.
  coverages(groups) {
    const worth = [...groups.values()].map(([typed]) => this.words.rarity(typed));
    const all = worth.reduce((sum, one) => sum + one, 0);
    const known = new Map();
    return ({ groups: mask }) => {
      if (!known.has(mask)) known.set(mask, worth.reduce((sum, one, place) => (isIn(mask, place) ? sum + one : sum), 0));
      return all ? known.get(mask) / all : 1;
    };
  }

  // Words count for more when they stand in one saying: the title, or one keyword.
  lifted(ordered, { weights }) {
    for (const one of ordered.slice(0, LOOKED_THROUGH))
      one.score += SAYING * this.bestFit(one.document, weights) * one.document.card.boost;
    return ordered.sort(byPlace);
  }

  bestFit(document, weights) {
    document.sayings ??= document.rows.flatMap(({ segment, row }) => sayingsIn(segment.sayings[row]));
    let best = 0;
    for (const saying of document.sayings) if (saying.some((stem) => weights.has(stem))) best = Math.max(best, this.fit(saying, weights));
    return best;
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

// [{key, card, rows: [{segment, row}]}]: the row of the item itself first, then those of its notes.
function documentsOf(segments, cards) {
  const rows = new Map();
  for (const segment of segments) for (const [row, key] of segment.keys.entries()) rows.set(key, { segment, row });
  const documents = new Map();
  for (const [key, row] of rows) {
    const card = cards.get(key);
    if (card && card.kind !== "note") documents.set(key, { key, card, rows: [row] });
  }
  for (const [key, row] of rows) {
    const card = cards.get(key);
    if (card?.kind === "note") documents.get(card.page)?.rows.push(row);
  }
  return [...documents.values()];
}

function numbersOf(segments, documents) {
  const numbers = new Map(segments.map((segment) => [segment, new Int32Array(segment.keys.length).fill(-1)]));
  for (const [number, { rows }] of documents.entries())
    for (const { segment, row } of rows) numbers.get(segment)[row] = number;
  return [...numbers.values()];
}

// By form, one bit for each group of what was typed that it stands for.
function groupsOf(groups) {
  const bits = new Map();
  for (const [place, forms] of [...groups.values()].slice(0, MOST_GROUPS).entries())
    for (const form of forms) bits.set(form, (bits.get(form) ?? 0) | (1 << place));
  return bits;
}

function isIn(mask, place) {
  return place < MOST_GROUPS && (mask & (1 << place)) !== 0;
}

function everySecond(postings) {
  return postings.filter((_, place) => place % 2 === 0);
}

function byPlace(one, other) {
  return (
    other.isNamed - one.isNamed || other.score - one.score || (one.document.key < other.document.key ? -1 : 1)
  );
}

// What explains a word stands behind the first answers, unless that was asked for or no answer has half of the words.
function answersFirst(found, { asksMeaning }, coverage) {
  const worth = worthShowing(found, coverage);
  const explains = ({ document }) => document.card.kind === "term";
  const answers = worth.filter((one) => !explains(one));
  if (asksMeaning) {
    const most = Math.max(0, ...found.map(coverage));
    const first = found.filter((one) => explains(one) && coverage(one) >= most).slice(0, 1);
    return [...first, ...worth.filter((one) => !first.includes(one))];
  }
  const first = answers.length > 0 && coverage(answers[0]) >= HALF ? answers.slice(0, BEFORE_EXPLANATIONS) : [];
  return [...first, ...worth.filter((one) => !first.includes(one))];
}

function worthShowing(found, coverage) {
  if (found.length === 0) return [];
  const unnamed = found.filter(({ isNamed }) => !isNamed);
  const most = (unnamed.length ? unnamed : found).reduce((best, { score }) => Math.max(best, score), 0);
  const kept = found.filter(({ isNamed, score }) => isNamed || score >= SHARE * most);
  return coverage(kept[0]) >= HALF ? kept : kept.slice(0, NEAREST);
}
