// Words from an earlier visit that never reached the server: shown, with a clear choice.
import { putBack, wordsOf } from "./fields.js";

export function offerLeftovers(draft, region) {
  if (!region) return;
  offer(draft, region, draft.copies.leftovers(draft.read()));
}

function offer(draft, region, copies) {
  region.replaceChildren();
  if (copies.length === 0) return;
  const [copy, ...rest] = copies;
  const next = () => {
    draft.copies.keepLeftovers(rest);
    offer(draft, region, rest);
  };
  const box = element("section", { className: "conflict" });
  box.setAttribute("aria-label", "Words that were not saved");
  const details = element("details", { className: "govuk-details" });
  const summary = element("summary", { className: "govuk-details__summary" });
  summary.append(element("span", { className: "govuk-details__summary-text", textContent: "Read them" }));
  details.append(summary, element("div", { className: "conflict__text", textContent: wordsOf(copy.text).markdown }));
  box.append(
    element("h2", { className: "conflict__title", textContent: `Words from ${inWords(copy.at)} were not saved` }),
    element("p", { textContent: saying(draft, copy) }),
    details,
    button("Put them back", "govuk-button", () => {
      putWords(draft, copy);
      next();
    }),
    button("Throw them away", "govuk-button govuk-button--secondary", next),
  );
  region.replaceChildren(box);
}

function saying(draft, copy) {
  if (!draft.address || copy.version === draft.version) return "They are on this device only.";
  return "They are on this device only, and others have saved since. If you put them back you see both texts first.";
}

// Based on what they were based on: when somebody saved since, the server keeps both.
function putWords(draft, copy) {
  putBack(draft.form, copy.text);
  if (draft.address) draft.basedOn(copy.version);
  draft.form.elements.namedItem("body").focus();
  draft.form.dispatchEvent(new Event("input", { bubbles: true }));
}

function inWords(at) {
  return new Date(at).toLocaleString("en-GB", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
}

function button(words, className, whenPressed) {
  const made = element("button", { type: "button", className, textContent: words });
  made.addEventListener("click", whenPressed);
  return made;
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
