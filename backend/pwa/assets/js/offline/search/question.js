// From what was typed to what is asked: the same weights as `backend/search/questions.py`.
import { stem, tokens } from "./language.js";
import { formsOf, lineOf, pairOf, wholeOf } from "./reading.js";

const LONGEST = 200;
const MOST_WORDS = 16;
const [OTHER_FORM, CORRECTED, RUN_TOGETHER, CONCEPT] = [0.4, 0.9, 0.8, 0.7];
const [ENDING, ENDING_OF_KNOWN, LITTLE, PAIR] = [0.8, 0.25, 0.3, 0.5];
const SHORTEST_BEGINNING = 2;
const OF_MEANING = new Set(["mean", "means", "meaning", "meanings", "define", "definition", "acronym", "abbreviation"]);
const PIECE = /(?<minus>(?<!\S)-(?=["\p{L}\p{N}]))?(?:"(?<quoted>[^"]*)"|(?<loose>[^"\s]+))/gu;

/** {weights, little, groups, phrases, without, title, concepts, didYouMean, asksMeaning}. */
export function understand({ text, unfinished, words, synonyms }) {
  const typed = read(text);
  const asked = { weights: new Map(), little: new Map(), groups: new Map(), concepts: new Map() };
  const last = typed.loose.at(-1);
  const isBegun = unfinished && last && last.end === typed.text.length && !/\s$/.test(text);
  let didYouMean = typed.text;
  const meant = typed.loose.map((token) => {
    const begun = isBegun && token === last && words.endings(token.word).length > 0;
    const better = token.isStop || begun || words.understands(token.word) ? null : words.meant(token.word);
    return { token, better: better && { ...token, word: better, stem: stem(better), inPhrase: stem(better), also: [] } };
  });
  for (const { token, better } of meant.toReversed())
    if (better) didYouMean = didYouMean.slice(0, token.start) + better.word + didYouMean.slice(token.end);
  const all = meant.map(({ token, better }) => better ?? token);
  for (const { token, better } of meant) addWord(asked, better ?? token, better ? CORRECTED : 1);
  for (const phrase of typed.phrases) for (const token of phrase) addWord(asked, token, 1);
  runTogether(asked, typed.loose, words);
  if (isBegun) addBeginning(asked, last, words);
  for (const said of [all, ...typed.phrases]) addConcepts(asked, said, synonyms);
  addPairs(asked, all);
  if (asked.weights.size === 0 && asked.concepts.size === 0) [asked.weights, asked.little] = [asked.little, new Map()];
  const lines = (phrases) => phrases.map((phrase) => ` ${lineOf(phrase)} `);
  return {
    ...asked,
    phrases: lines(typed.phrases),
    without: lines(typed.without),
    title: wholeOf(all),
    didYouMean: didYouMean === typed.text ? "" : didYouMean,
    asksMeaning: typed.loose.some(({ word }) => OF_MEANING.has(word)),
    text: typed.text,
  };
}

function read(raw) {
  const text = raw.slice(0, LONGEST).replace(/[“”„«»]/g, '"').replace(/\s+/g, " ").trim();
  const [phrases, without] = [[], []];
  let left = text;
  for (const { index, 0: piece, groups } of text.matchAll(PIECE)) {
    if (groups.quoted === undefined && !groups.minus) continue;
    const said = tokens(groups.quoted ?? groups.loose).slice(0, MOST_WORDS);
    if (said.length > 0) (groups.minus ? without : phrases).push(said);
    left = left.slice(0, index) + " ".repeat(piece.length) + left.slice(index + piece.length);
  }
  return { text, phrases, without, loose: tokens(left).slice(0, 2 * MOST_WORDS) };
}

function add({ weights, groups }, form, weight, ...stood) {
  weights.set(form, (weights.get(form) ?? 0) + weight);
  for (const token of stood) if (!token.isStop) groupOf(groups, token).add(form);
}

function groupOf(groups, { start, stem: typed }) {
  if (!groups.has(start)) groups.set(start, new Set([typed]));
  return groups.get(start);
}

function addWord(asked, token, weight) {
  if (token.isStop) {
    asked.little.set(token.stem, (asked.little.get(token.stem) ?? 0) + weight * LITTLE);
    return;
  }
  for (const form of formsOf(token))
    if (form !== "section") add(asked, form, form === token.stem ? weight : weight * OTHER_FORM, token);
}

function runTogether(asked, loose, words) {
  for (const [place, following] of loose.slice(1).entries()) {
    const together = loose[place].word + following.word;
    if (words.knows(together)) add(asked, stem(together), RUN_TOGETHER, loose[place], following);
  }
}

function addBeginning({ weights, groups }, token, words) {
  if (token.word.length < SHORTEST_BEGINNING) return;
  const forms = new Set(words.endings(token.word).map(stem));
  const weight = (words.knows(token.word) ? ENDING_OF_KNOWN : ENDING) / Math.sqrt(Math.max(forms.size, 1));
  for (const form of forms) {
    if (!weights.has(form)) weights.set(form, weight);
    groupOf(groups, token).add(form);
  }
}

function addConcepts({ concepts, groups }, said, synonyms) {
  for (const [concept, stood] of synonyms.askedIn(said)) {
    concepts.set(concept, CONCEPT);
    for (const token of stood) if (!token.isStop) groupOf(groups, token).add(concept);
  }
}

function addPairs({ little }, read) {
  const telling = read.filter(({ isStop }) => !isStop);
  for (const [place, { inPhrase }] of telling.slice(1).entries()) {
    const pair = pairOf(telling[place].inPhrase, inPhrase);
    little.set(pair, (little.get(pair) ?? 0) + PAIR);
  }
}
