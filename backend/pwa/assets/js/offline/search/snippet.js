// The few words of an item that show why it was found, marked.
import { textOf } from "./reading.js";

const LONGEST = 200;
const DOTS = "…";
const [AGAIN, IN_HEADING] = [0.05, 0.5];
const ESCAPED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export const escaped = (text) => text.replace(/[&<>"']/g, (sign) => ESCAPED[sign]);

/** {anchor, heading, html}: from the part in which the words asked for stand closest together, else nothing. */
export function snippet({ item, places }, wanted) {
  let best = { score: 0 };
  for (const [number, part] of item.parts.entries()) {
    const headed = new Set(placesIn(places[2 * number], wanted).map(({ form }) => form));
    const lift = IN_HEADING * [...headed].reduce((sum, form) => sum + wanted.get(form), 0);
    const stand = placesIn(places[2 * number + 1], wanted);
    const window = closest(stand, wanted);
    if (lift + window.score > best.score) best = { ...window, part, places: stand, score: lift + window.score };
  }
  if (best.score === 0) return { anchor: "", heading: "", html: "" };
  return { anchor: best.part.anchor, heading: best.part.heading, html: shown({ ...best, text: textOf(best.part) }) };
}

function placesIn(rows, wanted) {
  const places = [];
  for (let at = 0; at < rows.length; at += 3)
    if (wanted.has(rows[at])) places.push({ form: rows[at], start: rows[at + 1], end: rows[at + 2] });
  return places;
}

function closest(places, weights) {
  let best = { score: 0, start: 0, end: 0 };
  for (const [first, place] of places.entries()) {
    const seen = new Set();
    let [score, end] = [0, place.end];
    for (const other of places.slice(first, first + 40)) {
      if (other.end - place.start > LONGEST - 2) break;
      score += weights.get(other.form) * (seen.has(other.form) ? AGAIN : 1);
      seen.add(other.form);
      end = other.end;
    }
    if (score > best.score) best = { score, start: place.start, end };
  }
  return best;
}

function shown({ text, places, start, end }) {
  let from = Math.max(0, Math.min(start - Math.floor((LONGEST - (end - start)) / 3), text.length - LONGEST));
  const sentence = text.slice(from, start).lastIndexOf(". ");
  if (sentence >= 0) from += sentence + 2;
  else if (from > 0) from = text.indexOf(" ", from) + 1;
  if (from > start) from = start;
  let to = Math.min(text.length, from + LONGEST - 2);
  if (to < text.length) to = Math.max(end, text.lastIndexOf(" ", to));
  let html = from > 0 ? DOTS : "";
  let at = from;
  for (const place of places) {
    if (place.start < at || place.end > to) continue;
    html += `${escaped(text.slice(at, place.start))}<mark>${escaped(text.slice(place.start, place.end))}</mark>`;
    at = place.end;
  }
  return html + escaped(text.slice(at, to)) + (to < text.length ? DOTS : "");
}
