// Some items of the copy as search reads them, written down so that a slow phone has them ready in a moment: few long
// strings and arrays of numbers instead of many small things. What comes later stands in a later segment; of two rows for
// one item the later one counts.
import { readingOf } from "./reading.js";

const [BETWEEN_STEMS, BETWEEN_SAYINGS] = [" ", "|"];
// Whoever reads a page meanwhile must not wait for more than a few of these.
const AT_ONCE = 8;

/**
 * {segment, places}, of [[key, item]]. Every list of `segment` goes by row, in the order of the items; `places` by key:
 * for the heading and the text of each part, three numbers for each telling word: its form, where it begins and ends.
 */
export async function segmentOf(items) {
  const readings = [];
  for (const [place, [, item]] of items.entries()) {
    if (place % AT_ONCE === AT_ONCE - 1) await new Promise((resolve) => setTimeout(resolve));
    readings.push(readingOf(item));
  }
  const words = field(readings.map(({ forms }) => forms));
  const numbers = new Map(linesOf(words.forms).map((form, number) => [form, number]));
  const segment = {
    keys: items.map(([key]) => key),
    words,
    names: field(readings.map(({ names }) => names)),
    said: counted(readings.map(({ said }) => said)),
    unsaid: counted(readings.map(({ unsaid }) => unsaid)).words,
    lines: readings.map(({ line }) => line),
    sayings: readings.map(({ sayings }) => sayings.map((stems) => stems.join(BETWEEN_STEMS)).join(BETWEEN_SAYINGS)),
  };
  const places = readings.map(({ stands }, row) => [items[row][0], stands.map((tokens) => placesOf(tokens, numbers))]);
  return { segment, places: new Map(places) };
}

export function sayingsIn(written) {
  return written === "" ? [] : written.split(BETWEEN_SAYINGS).map((saying) => saying.split(BETWEEN_STEMS));
}

export function linesOf(text) {
  return text === "" ? [] : text.split("\n");
}

// {forms, starts, ends, rows, counts, lengths}: form number n begins at starts[n] of `forms`, and stands in the rows from
// ends[n - 1] to ends[n].
function field(counts) {
  const postings = new Map();
  const lengths = new Uint32Array(counts.length);
  for (const [row, some] of counts.entries())
    for (const [form, count] of some) {
      if (!postings.has(form)) postings.set(form, []);
      postings.get(form).push(row, count);
      lengths[row] += count;
    }
  const sorted = [...postings.keys()].sort();
  const all = sorted.flatMap((form) => postings.get(form));
  let [at, end] = [0, 0];
  return {
    forms: sorted.join("\n"),
    starts: Uint32Array.from(sorted, (form) => (at += form.length + 1) - form.length - 1),
    ends: Uint32Array.from(sorted, (form) => (end += postings.get(form).length / 2)),
    rows: Uint16Array.from(all.filter((_, place) => place % 2 === 0)),
    counts: Uint16Array.from(all.filter((_, place) => place % 2 === 1)),
    lengths,
  };
}

// In how many rows each word stands.
function counted(sets) {
  const counts = new Map();
  for (const set of sets) for (const word of set) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { words: [...counts.keys()].join("\n"), counts: Uint16Array.from(counts.values()) };
}

function placesOf(tokens, numbers) {
  return Uint32Array.from(
    tokens.flatMap(({ forms, start, end }) => forms.flatMap((form) => [numbers.get(form), start, end])),
  );
}
