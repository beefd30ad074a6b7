// Links to terms of the glossary inside a page's words: a tap, a resting pointer or the keyboard's focus shows what the
// term means beside it. Without this script, or in a browser without popovers, the link leads to the term's page.
const REST = 300;
const GAP = 8;
const answers = new Map();
let timer = 0;
let shown = null;
let comingBack = false;
let find = fetched;

// `how`: gives the HTML of what stands at an address, or throws when it cannot be had.
export function explainTerms(words, how = fetched) {
  find = how;
  if (!("popover" in HTMLElement.prototype)) return;
  for (const link of words.querySelectorAll('a[href^="/glossary/"]')) {
    // It opens something here, so it is announced as a button that does.
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("click", (event) => press(event, link));
    link.addEventListener("keydown", (event) => pressSpace(event, link));
    link.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && soon(() => open(link)));
    link.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && leave());
    link.addEventListener("focus", () => !comingBack && link.matches(":focus-visible") && soon(() => open(link)));
    link.addEventListener("blur", (event) => goOn(event, link));
  }
}

function press(event, link) {
  // A new tab or window is wanted: that is the term's page.
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  clearTimeout(timer);
  if (shown?.link === link && shown.kept) {
    close();
    return;
  }
  open(link);
  // What was asked for by a press stays until it is closed; a pointer that moves away does not close it.
  shown.kept = true;
}

function pressSpace(event, link) {
  if (event.key !== " ") return;
  event.preventDefault();
  link.click();
}

function soon(act) {
  clearTimeout(timer);
  timer = setTimeout(act, REST);
}

function goOn(event, link) {
  clearTimeout(timer);
  if (shown?.link === link && !within(event.relatedTarget)) close();
}

function leave() {
  clearTimeout(timer);
  if (shown && !shown.kept) soon(close);
}

async function open(link) {
  if (shown?.link === link) return;
  close();
  const box = boxAfter(link);
  shown = { link, box, kept: false };
  link.setAttribute("aria-expanded", "true");
  link.setAttribute("aria-controls", box.id);
  listen("addEventListener");
  box.showPopover();
  place(link, box);
  // Markup made and escaped by our own server, or our own words.
  const html = await meaning(link);
  if (shown?.box !== box) return;
  box.firstElementChild.innerHTML = html;
  place(link, box);
}

// Beside the link in the document too, so that Tab goes from the one into the other.
function boxAfter(link) {
  const box = document.createElement("div");
  box.id = "explained";
  box.className = "explained";
  box.popover = "manual";
  // A press on its words keeps the focus in it.
  box.tabIndex = -1;
  box.innerHTML = '<div role="status">Looking it up…</div>';
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", leave);
  box.addEventListener("focusout", (event) => {
    if (!within(event.relatedTarget)) close();
  });
  link.after(box);
  return box;
}

function meaning(link) {
  const address = new URL(link.href);
  address.search = "?part=1";
  if (!answers.has(address.href)) answers.set(address.href, ask(address, link));
  return answers.get(address.href);
}

async function ask(address, link) {
  try {
    return await find(address);
  } catch {
    // Asked again at the next press.
    answers.delete(address.href);
    const page = link.href.replace(/"/g, "&quot;");
    return `<p>No answer came. Try again when you have a signal, or open <a class="govuk-link" href="${page}">the glossary</a>.</p>`;
  }
}

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.text();
}

// Under the word, or above it where there is no room; never past an edge. Moves with the page when that is scrolled.
function place(link, box) {
  const word = link.getClientRects()[0] ?? link.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const left = Math.max(GAP, Math.min(word.left, width - box.offsetWidth - GAP));
  const under = word.bottom + GAP;
  const above = word.top - GAP - box.offsetHeight;
  const top = under + box.offsetHeight > window.innerHeight && above > 0 ? above : under;
  box.style.left = `${left + window.scrollX}px`;
  box.style.top = `${top + window.scrollY}px`;
}

function close() {
  clearTimeout(timer);
  if (!shown) return;
  const { link, box } = shown;
  shown = null;
  listen("removeEventListener");
  link.setAttribute("aria-expanded", "false");
  link.removeAttribute("aria-controls");
  const hadFocus = box.contains(document.activeElement);
  box.remove();
  if (!hadFocus) return;
  comingBack = true;
  link.focus();
  comingBack = false;
}

function within(target) {
  return Boolean(shown && target && (shown.box.contains(target) || shown.link.contains(target)));
}

function listen(how) {
  document[how]("keydown", closeOnEscape);
  document[how]("pointerdown", closeOutside);
  window[how]("resize", placeAgain);
}

function placeAgain() {
  place(shown.link, shown.box);
}

function closeOnEscape(event) {
  if (event.key === "Escape") close();
}

function closeOutside(event) {
  if (!within(event.target)) close();
}
