// The script of the shell and of "On this device": looks at the address, and draws what the device has for it.
import { followContents } from "./contents.js";
import { explainTerms } from "./explain_terms.js";
import { el, link, paragraph } from "./offline/draw/dom.js";
import { moment, OLD_COPY } from "./offline/draw/freshness.js";
import { drawGlossary, drawManual, drawTerm, explained } from "./offline/draw/lists.js";
import { drawPage } from "./offline/draw/page.js";
import { drawSearch } from "./offline/draw/search.js";
import { drawStorage, waitForInstalling } from "./offline/draw/storage.js";
import { heldAt, placeOf } from "./offline/places.js";
import { openEngine } from "./offline/search/engine.js";
import { isReadable, makeAnew } from "./offline/segments.js";
import { openStore } from "./offline/store.js";
import { whenTold } from "./offline/tabs.js";
import { markTerms, phrasesOf } from "./offline/terms.js";

const region = document.querySelector("[data-offline]");
const who = document.querySelector("header[data-device]")?.dataset.device ?? "";
let engine = null;
let signalIsBack = false;

const DRAWINGS = {
  search: async ({ store, place }) => {
    const pages = cardsOf(store, "page");
    engine ??= engineOf(store);
    return { title: "Search", drawn: drawSearch({ question: place.question, engine, pages }) };
  },
  manual: async ({ store }) => ({ title: "The manual", drawn: drawManual(await cardsOf(store, "page")) }),
  glossary: async ({ store }) => ({ title: "Glossary", drawn: drawGlossary(await cardsOf(store, "term")) }),
  term: ({ record: { item } }) => ({ title: item.name, drawn: drawTerm(item) }),
  page: async ({ store, record: { key, item } }) => {
    const notes = (await store.notesOf(key)).map((record) => record.item);
    return { title: item.title, drawn: [drawPage({ item, notes })], after: () => explain(store) };
  },
};

waitForInstalling();
whenTold("forgotten", () => window.location.reload());
// What another tab has brought stands in other segments.
whenTold("copied", () => (engine = null));
window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
window.addEventListener("popstate", () => draw());
window.addEventListener("online", () => {
  signalIsBack = true;
  document.querySelector("[data-live]")?.removeAttribute("hidden");
});
document.addEventListener("click", stayHere);
draw();

async function draw() {
  const place = placeOf(new URL(window.location.href));
  if (place?.kind === "storage") {
    show({ title: "On this device", drawn: await drawStorage({ who }) });
    return;
  }
  const store = await openStore().catch(() => null);
  const [meta, record] = await Promise.all([store?.meta(), heldAt(store, place)]);
  if (!record) {
    show(withoutSignal({ meta, place }));
    return;
  }
  const drawing = await DRAWINGS[place.kind]({ store, place, record });
  show({ ...drawing, copy: copyLine(meta) });
}

function show({ title, drawn, copy = null, after = null }) {
  document.title = `${title}: Alongside`;
  region.replaceChildren(...[copy, ...drawn].filter(Boolean));
  for (const details of region.querySelectorAll("[data-contents]")) followContents(details);
  if (window.location.hash) document.getElementById(decodeURIComponent(window.location.hash.slice(1)))?.scrollIntoView();
  after?.();
  performance.mark("shown");
}

function copyLine({ synchronised_at: at }) {
  const isOld = Date.now() - at > OLD_COPY;
  const live = el("a", { href: window.location.href, "data-live": true, hidden: !navigator.onLine }, "Open the live page");
  live.addEventListener("click", (event) => {
    event.preventDefault();
    window.location.reload();
  });
  const old = isOld ? [". It is more than 30 days old: ", link("/storage/", "bring it up to date"), " when you have a signal"] : [];
  return el("p", { class: isOld ? "copy-line copy-line--old" : "copy-line" }, "Copy of ", moment(at), ...old, ". ", live);
}

function withoutSignal({ meta, place }) {
  const path = window.location.pathname;
  const again = el("p", { class: "govuk-body" }, el("a", { class: "govuk-link", href: window.location.href }, "Try again"));
  const instead = meta?.synchronised_at
    ? paragraph("What is on this device can be read: ", link("/", "search"), ", ", link("/manual/", "the manual"), ", ", link("/glossary/", "the glossary"), ".")
    : paragraph("Nothing of the manual is kept on this device. Sign in once with a signal, and it is.");
  return { title: "No signal", drawn: [el("h1", { class: "govuk-heading-l" }, "No signal"), paragraph(reason(path, place)), instead, again] };
}

function reason(path, place) {
  if (path === "/account/logout/") {
    return "Everything that was kept on this device is removed. The server did not hear of it: when you have a signal, open this page again and sign out.";
  }
  if (path.startsWith("/supervision/")) return "Supervision is never kept on a device. It needs a signal.";
  if (path.startsWith("/account/")) return "Signing in and your account need a signal.";
  return place ? "This is not on this device." : "This needs a signal.";
}

async function explain(store) {
  const terms = (await store.ofKind("term")).map(({ item }) => item);
  const article = region.querySelector("article");
  if (!article) return;
  for (const words of article.querySelectorAll(".do-now, .page__body, .local-note")) words.dataset.words = "";
  markTerms(article, phrasesOf(terms));
  const bySlug = new Map(terms.map((term) => [term.slug, term]));
  explainTerms(article, async ({ pathname }) => explained(bySlug.get(pathname.split("/")[2])));
}

async function cardsOf(store, kind) {
  return [...(await store.cards()).values()].filter((card) => card.kind === kind);
}

async function engineOf(store) {
  // A new version of search may be here before the copy was brought up to date.
  if (!isReadable(await store.meta())) await makeAnew(store);
  const [segments, cards, synonyms] = await Promise.all([store.segments(), store.cards(), store.ofKind("synonyms")]);
  return openEngine({ segments, cards, synonyms: synonyms[0]?.item.synonyms, fetch: (keys) => store.held(keys) });
}

// In the shell, what the device has opens at once: no network is asked, and none can keep anybody waiting.
async function stayHere(event) {
  const anchor = event.target.closest?.("a[href]");
  if (!anchor || event.defaultPrevented || event.button !== 0) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || who) return;
  const url = new URL(anchor.href);
  const place = placeOf(url);
  if (url.origin !== window.location.origin || !place || url.href === window.location.href) return;
  if (url.pathname === window.location.pathname && url.hash) return;
  event.preventDefault();
  const store = await openStore().catch(() => null);
  const held = place.kind === "storage" || (await heldAt(store, place));
  store?.close();
  if (!held || signalIsBack) {
    window.location.assign(url);
    return;
  }
  window.history.pushState(null, "", url);
  await draw();
  if (!url.hash) window.scrollTo(0, 0);
  document.getElementById("main")?.focus({ preventScroll: true });
}
