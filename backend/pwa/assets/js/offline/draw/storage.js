// "On this device": what is kept, how large, since when; bring it up to date, keep less, remove it, install the app.
import { forgetThisDevice } from "../forget.js";
import { openStore, room } from "../store.js";
import { isLow, synchronise } from "../sync.js";
import { whenTold } from "../tabs.js";
import { el, link, paragraph } from "./dom.js";
import { moment } from "./freshness.js";

const KINDS = [
  ["page", "page of the manual", "pages of the manual"],
  ["term", "term", "terms"],
  ["note", "local note", "local notes"],
  ["image", "image", "images"],
];
let installing = null;

// Chrome and its kin say so when the app can be installed; the page must be listening by then.
export function waitForInstalling() {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    installing = event;
    document.querySelector("[data-install]")?.replaceChildren(...installHint());
  });
}

// `who`: whose copy it would be; empty in the shell, which does not know and can bring nothing.
export async function drawStorage({ who }) {
  const status = el("p", { class: "govuk-body", role: "status" });
  const kept = el("div");
  const draw = async () => kept.replaceChildren(...(await whatIsKept({ who, status, draw })));
  whenTold("copied", draw);
  await draw();
  const install = el("div", { "data-install": true }, ...installHint());
  return [el("h1", { class: "govuk-heading-l" }, "On this device"), status, kept, heading("As an app"), install];
}

async function whatIsKept({ who, status, draw }) {
  const store = await openStore();
  const meta = (await store?.meta()) ?? {};
  const lines = store ? await linesOf(store, meta) : [];
  store?.close();
  const shown = meta.synchronised_at
    ? el("dl", { class: "govuk-summary-list" }, ...lines)
    : paragraph("Nothing of the manual is kept on this device yet.");
  const refresh = el("button", { class: "govuk-button", type: "button" }, "Bring it up to date now");
  refresh.addEventListener("click", () => bring({ who, status, draw, button: refresh }));
  const remove = el("button", { class: "govuk-button govuk-button--secondary", type: "button" }, "Remove from this device");
  remove.addEventListener("click", () => removeAll({ status, draw }));
  const buttons = el("div", { class: "govuk-button-group" }, who ? refresh : null, store ? remove : null);
  const signal = who ? null : paragraph("Bringing it up to date needs a signal. Removing does not.");
  return [
    paragraph(
      "The manual of your partnership is kept here, so that it opens without a signal. Nothing of supervision is. It goes when you sign out; whoever holds this device unlocked can read it until then.",
    ),
    shown,
    signal,
    buttons,
    who ? lessData({ who, meta, status, draw }) : null,
  ].filter(Boolean);
}

async function linesOf(store, meta) {
  const counts = await Promise.all(KINDS.map(async ([kind, ...words]) => counted(await store.count(kind), ...words)));
  const place = await room();
  const { usage } = (await place?.estimate?.()) ?? {};
  const persisted = await place?.persisted?.();
  return [
    line("What is kept", `${meta.partnership ?? ""}: ${counts.join(", ")}`),
    meta.synchronised_at ? line("Brought up to date", moment(meta.synchronised_at)) : null,
    usage ? line("Room it takes", `${(usage / 1e6).toFixed(1)} MB`) : null,
    line("When room runs out", persisted ? "The browser keeps it" : "The browser may remove it by itself"),
  ].filter(Boolean);
}

function counted(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

function line(name, value) {
  const parts = [el("dt", { class: "govuk-summary-list__key" }, name), el("dd", { class: "govuk-summary-list__value" }, value)];
  return el("div", { class: "govuk-summary-list__row" }, ...parts);
}

async function bring({ who, status, draw, button }) {
  button.disabled = true;
  status.textContent = "Asking what is new…";
  try {
    const { state } = await synchronise({ who, asked: true, tell: ({ copied, of }) => (status.textContent = `${copied} of ${of}`) });
    // Asked for here and not at the first page: some browsers ask the person in turn.
    await (await room())?.persist?.();
    status.textContent = { fresh: "Nothing was new.", copied: "It is up to date." }[state];
  } catch {
    status.textContent = "It did not come through. What had arrived is kept; try again when the signal is better.";
  }
  button.disabled = false;
  await draw();
}

async function removeAll({ status, draw }) {
  await forgetThisDevice();
  status.textContent = "Removed. Nothing of the manual is on this device any more.";
  await draw();
}

function lessData({ who, meta, status, draw }) {
  const box = el("input", { class: "govuk-checkboxes__input", id: "low-data", type: "checkbox" });
  box.checked = isLow(meta);
  box.addEventListener("change", async () => {
    const store = await openStore({ create: true });
    await store.write({ meta: { low_data: box.checked, who: meta.who ?? who } });
    store.close();
    status.textContent = box.checked ? "Nothing is copied until you ask for it here." : "The copy keeps itself up to date.";
    await draw();
    document.getElementById("low-data")?.focus();
  });
  const label = el("label", { class: "govuk-label govuk-checkboxes__label", for: "low-data" }, "Use little data: copy only when I ask for it here");
  const item = el("div", { class: "govuk-checkboxes__item" }, box, label);
  return el("div", { class: "govuk-checkboxes" }, item);
}

function heading(words) {
  return el("h2", { class: "govuk-heading-m" }, words);
}

function installHint() {
  if (window.matchMedia("(display-mode: standalone)").matches) return [paragraph("You are using it as an app.")];
  if (installing) {
    const install = () => installing.prompt();
    return [el("button", { class: "govuk-button govuk-button--secondary", type: "button", onclick: install }, "Install Alongside")];
  }
  if (/iPhone|iPad/.test(navigator.userAgent)) {
    return [
      paragraph("In Safari, press Share, then “Add to Home Screen”."),
      paragraph("Apple removes what a site keeps when nobody opens it for seven days, unless it is on the Home Screen."),
    ];
  }
  if (/Android/.test(navigator.userAgent)) {
    return [paragraph("In the browser’s menu, press “Install app” or “Add to Home screen”.")];
  }
  return [paragraph("Many browsers can install it: look for “Install” in the address bar or in the menu. It works without that too.")];
}
