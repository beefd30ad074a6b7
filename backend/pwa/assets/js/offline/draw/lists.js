// The manual by topic, the glossary, and one term of it.
import { el, link, paragraph } from "./dom.js";
import { freshness, stateOf } from "./freshness.js";

const NAMES = new Intl.Collator("en-GB");

export function byTopic(pages) {
  const groups = new Map();
  for (const page of pages) for (const topic of page.topics) groups.set(topic, [...(groups.get(topic) ?? []), page]);
  return [...groups].sort(([a], [b]) => NAMES.compare(a, b));
}

export function anchorOf(topic) {
  return topic.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

export function drawManual(pages) {
  const groups = byTopic(pages);
  const chips = groups.map(([topic]) => el("li", {}, link(`#${anchorOf(topic)}`, topic, "govuk-link chips__chip")));
  const lists = groups.flatMap(([topic, some]) => [
    el("h2", { class: "govuk-heading-m", id: anchorOf(topic) }, topic),
    el("ul", { class: "rows" }, ...inOrder(some, "title").map(pageLine)),
  ]);
  return [el("h1", { class: "govuk-heading-xl" }, "The manual"), el("ul", { class: "chips" }, ...chips), ...lists];
}

function pageLine(page) {
  const inDate = !page.review_by || stateOf(page.review_by) === "in-date";
  const side = inDate ? null : el("div", { class: "rows__side" }, freshness(page));
  return row(`/manual/${page.slug}`, page.title, page.summary, side);
}

function row(href, name, words, side = null) {
  const main = el("div", { class: "rows__main" }, link(href, name, "rows__link"), el("p", { class: "rows__text" }, words));
  return el("li", { class: "rows__item" }, main, side);
}

export function drawGlossary(terms) {
  const letters = new Map();
  for (const term of inOrder(terms, "name")) {
    const letter = /^\p{L}/u.test(term.name) ? term.name[0].toUpperCase() : "0–9";
    letters.set(letter, [...(letters.get(letter) ?? []), term]);
  }
  const chips = [...letters.keys()].map((letter, place) =>
    el("li", {}, link(`#letter-${place + 1}`, letter, "govuk-link chips__chip")),
  );
  const lists = [...letters].flatMap(([letter, some], place) => [
    el("h2", { class: "govuk-heading-m", id: `letter-${place + 1}` }, letter),
    el("ul", { class: "rows" }, ...some.map((term) => row(`/glossary/${term.slug}`, term.name, term.expansion || term.meaning))),
  ]);
  const nav = el("nav", { "aria-label": "By first letter" }, el("ul", { class: "chips" }, ...chips));
  const about = paragraph("Words and acronyms of the agencies, and where one word means different things.");
  return [el("h1", { class: "govuk-heading-xl" }, "Glossary"), about, nav, ...lists];
}

export function drawTerm(term) {
  const differs = term.meanings.length > 0;
  return [
    el("h1", { class: "govuk-heading-xl" }, term.name),
    term.expansion ? el("p", { class: "govuk-body-l" }, term.expansion) : null,
    paragraph(term.meaning),
    differs ? el("h2", { class: "govuk-heading-m" }, "What it means to each agency") : null,
    meanings(term),
    term.keywords.length > 0 ? paragraph(`People also say: ${term.keywords.join(", ")}`) : null,
    paragraph(link(`/search?q=${encodeURIComponent(term.name)}`, `Find pages about ${term.name}`)),
  ];
}

// What is shown beside a word of a page (manual/parts/meaning.html).
export function explained(term) {
  const name = el("p", { class: "explained__name" }, el("strong", {}, term.name), term.expansion ? ` ${term.expansion}` : "");
  const more = link(`/glossary/${term.slug}`, `${term.name} in the glossary`);
  const parts = [name, el("p", { class: "explained__meaning" }, term.meaning), meanings(term)];
  return el("div", {}, ...parts, el("p", { class: "explained__more" }, more)).innerHTML;
}

function meanings(term) {
  if (term.meanings.length === 0) return null;
  const lines = term.meanings.map(([agency, text]) =>
    el(
      "div",
      { class: "meanings__one" },
      el("dt", { class: "meanings__agency" }, agency),
      el("dd", { class: "meanings__text" }, text),
    ),
  );
  return el("dl", { class: "meanings" }, ...lines);
}

function inOrder(items, name) {
  return [...items].sort((a, b) => NAMES.compare(a[name], b[name]));
}
