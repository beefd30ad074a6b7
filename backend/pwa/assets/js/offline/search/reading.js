// What search needs of an item, read once when it comes: forms and how often they count, what it calls itself, its words.
import { tokens } from "./language.js";
import { plain } from "./plain.js";

const WHOLE = "__";
const BREAK = "|";

export const pairOf = (one, other) => `${one}_${other}`;
export const wholeOf = (read) => WHOLE + read.map(({ inPhrase }) => inPhrase).join("_");
export const lineOf = (read) => read.map(({ inPhrase }) => inPhrase).join(" ");

/**
 * {forms, names, line, said, unsaid, sayings, stands}. `forms` and `names`: how often each counts. `stands`: for the
 * heading and the text of each part in turn, its telling words: [{forms, start, end}].
 */
export function readingOf(item) {
  const [forms, names, said, unsaid] = [new Map(), new Map(), new Set(), new Set()];
  const [lines, sayings, stands] = [[], [], []];
  for (const { text, times, isName, isShown, isPlaced } of piecesOf(item)) {
    const read = tokens(text);
    const telling = read.filter(({ isStop }) => !isStop);
    lines.push(lineOf(read));
    for (const { word } of read) (isShown ? said : unsaid).add(word);
    for (const form of [...telling.flatMap(formsOf), ...pairsOf(telling)]) forms.set(form, (forms.get(form) ?? 0) + times);
    if (isPlaced) stands.push(telling.map((token) => ({ forms: formsOf(token), start: token.start, end: token.end })));
    if (!isName || read.length === 0) continue;
    for (const form of read.flatMap(formsOf)) names.set(form, (names.get(form) ?? 0) + 1);
    if (isShown) names.set(wholeOf(read), 1);
    if (telling.length > 0) sayings.push([...new Set(telling.map(({ inPhrase }) => inPhrase))]);
  }
  for (const word of said) unsaid.delete(word);
  return { forms, names, line: ` ${lines.join(` ${BREAK} `)} `, said, unsaid, sayings, stands };
}

export function formsOf({ stem, also }) {
  return [...new Set([stem, ...also])];
}

function pairsOf(telling) {
  return new Set(telling.slice(1).map(({ inPhrase }, place) => pairOf(telling[place].inPhrase, inPhrase)));
}

export function textOf({ html, text }) {
  return text ?? plain(html);
}

function* piecesOf(item) {
  for (const text of (item.title ?? "").split(":")) yield { text, times: 3, isName: true, isShown: true };
  for (const text of item.keywords ?? []) yield { text, times: 2, isName: true, isShown: false };
  yield { text: item.summary ?? "", times: 2, isShown: true };
  for (const part of item.parts) {
    const { heading, weight } = part;
    const text = textOf(part);
    yield { text: heading, times: 1 + weight, isShown: true, isPlaced: true };
    yield { text, times: weight, isShown: true, isPlaced: true };
  }
}
