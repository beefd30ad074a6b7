// Beside a field in which somebody writes: what may point at one person, said on the device before anything is sent.
// It explains and never blocks; what was noticed goes nowhere. The server's words for it are in parts/doubts.html.
import { REASONS, finderFor } from "./identifiers.js";
import known from "identifier-words";

// Sooner than anything is saved by itself (autosave.js).
const PAUSE = 400;
let finder = null;

export function warnWhileTyping(field) {
  const region = regionOf(field);
  let timer = 0;
  let shown = region.textContent.trim() ? null : "";
  const look = () => {
    clearTimeout(timer);
    timer = 0;
    const found = wordsIn(field.value);
    const says = found.map(({ words, reason }) => `${words}\n${reason}`).join("\n");
    // Said once, not at every key: a screen reader would repeat it.
    if (says === shown) return;
    shown = says;
    region.replaceChildren(...(found.length ? [boxOf(found)] : []));
  };
  field.addEventListener("input", () => {
    timer ||= setTimeout(look, PAUSE);
  });
  field.addEventListener("focusout", () => {
    if (timer) look();
  });
}

function wordsIn(text) {
  finder ??= finderFor(known);
  const found = new Map(finder(text).map(({ start, end, kind }) => [text.slice(start, end), REASONS[kind]]));
  return [...found].map(([words, reason]) => ({ words, reason }));
}

function regionOf(field) {
  const group = field.closest(".govuk-form-group") ?? field.parentElement;
  let region = group.querySelector("[data-doubts]");
  if (!region) {
    region = element("div", {});
    region.dataset.doubts = "";
    field.after(region);
  }
  // Politely: it waits until whoever types pauses.
  region.setAttribute("aria-live", "polite");
  return region;
}

function boxOf(found) {
  const box = element("div", { className: "doubts" });
  const list = element("ul", { className: "govuk-list govuk-list--bullet" });
  list.append(...found.map(({ words, reason }) => element("li", { textContent: `“${words}”: ${reason}` })));
  box.append(
    element("p", { className: "doubts__what", textContent: "Does this say who somebody is?" }),
    list,
    element("p", {
      className: "doubts__then",
      textContent: "Take it out if it does. If not, go on: nothing is blocked, and nobody is told.",
    }),
  );
  return box;
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
