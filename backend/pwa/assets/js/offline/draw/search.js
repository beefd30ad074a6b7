// Home and search: the box, what is found while one types, and the topics before that.
import { cleaned } from "./cleaned.js";
import { el, link } from "./dom.js";
import { day, labelOf, stateOf } from "./freshness.js";
import { anchorOf, byTopic } from "./lists.js";

const SHORTEST = 2;
// While somebody types, as many as a phone shows; the others follow when the thumb rests.
const [FEW, MOST] = [8, 20];
const REST = 300;

// `engine` and `pages` may come later than the box: whoever types at once loses nothing.
export function drawSearch({ question, engine, pages }) {
  const input = el("input", {
    class: "search-box__input",
    id: "q",
    name: "q",
    type: "search",
    maxlength: 200,
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    enterkeyhint: "search",
  });
  input.value = question;
  const status = el("p", { class: "search-status", role: "status" });
  const results = el("div");
  const form = searchBox(input);
  let last = null;
  let rest = 0;
  const show = async ({ isWhole = false, most = MOST } = {}) => {
    clearTimeout(rest);
    const asked = (last = input.value.trim());
    const words = asked.length < SHORTEST ? null : asked;
    const content = words ? await found({ words, engine, pages, isWhole, most }) : await topics(pages);
    if (asked !== last) return;
    results.replaceChildren(...content.shown);
    if (status.textContent !== content.said) status.textContent = content.said;
    if (most < MOST) rest = setTimeout(show, REST);
    else history.replaceState(history.state, "", words ? `/search?q=${encodeURIComponent(words)}` : location.pathname);
  };
  input.addEventListener("input", (event) => event.isComposing || show({ most: FEW }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show({ isWhole: true });
  });
  show({ isWhole: true });
  return [el("h1", { class: "govuk-visually-hidden" }, "Search the manual"), form, status, results];
}

function searchBox(input) {
  const label = el("label", { class: "search-box__label", for: "q" }, "What do you need to know?");
  const button = el("button", { class: "govuk-button search-box__button", type: "submit" }, "Search");
  const hint = el("p", { class: "search-box__hint" }, "Type it as you would say it, such as “136 home”. This searches the copy on this device.");
  const attributes = { class: "search-box", role: "search", method: "get", action: "/search" };
  return el("form", attributes, label, el("div", { class: "search-box__row" }, input, button), hint);
}

async function topics(pages) {
  const tiles = byTopic(await pages).map(([topic, some]) =>
    el(
      "li",
      { class: "tiles__item" },
      link(`/manual/#${anchorOf(topic)}`, topic, "tiles__link"),
      " ",
      el("p", { class: "tiles__text" }, some.length === 1 ? "1 page" : `${some.length} pages`),
    ),
  );
  return { shown: [el("h2", { class: "govuk-heading-m" }, "Topics"), el("ul", { class: "tiles" }, ...tiles)], said: "" };
}

async function found({ words, engine, pages, isWhole, most }) {
  const answer = await (await engine).search(words, { limit: most, unfinished: !isWhole });
  if (answer.results.length === 0) return { shown: [nothing(words)], said: "Nothing found" };
  const bySlug = new Map((await pages).map((page) => [page.slug, page]));
  const lines = answer.results.map((result) => line(result, result.kind === "page" ? bySlug.get(result.slug) : null));
  const said = answer.total === 1 ? "1 result" : `${answer.total} results`;
  return { shown: [didYouMean(answer), el("ol", { class: "results" }, ...lines)].filter(Boolean), said };
}

function didYouMean({ didYouMean: better }) {
  if (!better) return null;
  const other = link(`/search?q=${encodeURIComponent(better)}`, better);
  return el("p", { class: "did-you-mean" }, "Showing results for ", other);
}

function line(result, page) {
  const kind = page ? page.topics.join(", ") : "Glossary";
  const snippet = result.snippet ? el("p", { class: "results__snippet" }, heading(result), cleaned(result.snippet)) : null;
  const summary = result.summary ? el("p", { class: "results__summary" }, result.summary) : null;
  const head = [link(result.url, result.title, "results__link"), " ", el("span", { class: "results__kind" }, kind)];
  return el("li", { class: "results__item" }, ...head, summary, snippet, page && fresh(page));
}

function heading(result) {
  return result.heading ? el("span", { class: "results__heading" }, `${result.heading}: `) : null;
}

function fresh({ checked_on: checkedOn, review_by: reviewBy }) {
  if (!checkedOn || !reviewBy) return null;
  const state = stateOf(reviewBy);
  return el("p", { class: `results__fresh results__fresh--${state}` }, `${labelOf(state)}, checked on `, day(checkedOn));
}

function nothing(words) {
  const what = el("p", { class: "empty__what" }, `Nothing found for “${words}”`);
  const instead = [link("/manual/", "the manual by topic"), ", or look the word up in ", link("/glossary/", "the glossary"), "."];
  return el("div", { class: "empty" }, what, el("p", {}, "Try fewer or other words, look through ", ...instead));
}
