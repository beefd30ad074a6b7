// A page of the manual as the server draws it (manual/parts/article.html), from what the device keeps.
import { cleaned } from "./cleaned.js";
import { el, link } from "./dom.js";
import { freshness } from "./freshness.js";

const DO_NOW = "Do this now";

export function drawPage({ item, notes }) {
  const now = item.parts.find((part) => part.heading === DO_NOW);
  const rest = item.parts.filter((part) => part !== now);
  const head = el(
    "header",
    { class: "page__head" },
    el("h1", { class: "govuk-heading-xl page__title" }, item.title),
    el("p", { class: "page__summary" }, item.summary),
    freshness(item),
  );
  const standing = placed(notes, item.parts);
  const noted = (part) => [...section(part), ...(standing.get(part.heading) ?? [])];
  const body = el("div", { class: "page__body prose" }, ...rest.flatMap(noted), ...(standing.get("") ?? []));
  const first = now && [doNow(now), ...(standing.get(DO_NOW) ?? [])];
  return el("article", { class: "page" }, head, ...(first ?? []), contents(rest), body, foot(item));
}

// The notes by the heading of the part they stand after; at the end where that part is gone from the page.
function placed(notes, parts) {
  const headings = new Set(parts.map(({ heading }) => heading));
  const standing = new Map();
  for (const { area, parts: those } of notes)
    for (const one of those) {
      const after = headings.has(one.after) ? one.after : "";
      standing.set(after, [...(standing.get(after) ?? []), note(area, one)]);
    }
  return standing;
}

function doNow(part) {
  const title = el("h2", { class: "do-now__title", id: "do-this-now" }, part.heading);
  return el("section", { class: "do-now page__now", "aria-labelledby": "do-this-now" }, title, cleaned(part.html));
}

function section(part) {
  const heading = part.heading ? el("h2", { id: part.anchor }, part.heading) : null;
  return [heading, cleaned(part.html)];
}

function note(area, part) {
  const where = el("p", { class: "local-note__where" }, `Local: ${area}`);
  const attributes = { class: "local-note", id: part.anchor, role: "note", "aria-label": `Local note for ${area}` };
  return el("div", attributes, where, cleaned(part.html), freshness(part));
}

function contents(parts) {
  const lines = parts.filter((part) => part.anchor && part.heading);
  if (lines.length === 0) return null;
  const summary = el("summary", { class: "contents__summary" }, "On this page", current());
  const list = lines.map((part) => el("li", {}, link(`#${part.anchor}`, part.heading, "contents__link")));
  const nav = el("nav", { "aria-label": "On this page" }, el("ol", { class: "contents__list" }, ...list));
  return el("details", { class: "contents page__contents", "data-contents": true }, summary, nav);
}

function current() {
  return el("span", { class: "contents__current", "data-contents-current": true });
}

function foot(item) {
  const approved = item.approved_by?.length ? `, approved by ${item.approved_by.join(", ")}` : "";
  return el(
    "footer",
    { class: "page__foot" },
    el("p", {}, "Local procedure and your own judgement come first. England and Wales, unless the page says otherwise."),
    el("p", {}, `Revision ${item.version}${approved}.`),
    el("p", {}, `About: ${item.agencies.join(", ")}. For: ${item.audiences.join(", ")}.`),
    el("p", {}, "Who wrote it, its sources and its history are on the live page."),
  );
}
