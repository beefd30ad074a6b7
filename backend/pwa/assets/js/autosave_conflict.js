// One writer, two tabs or devices: both texts, and the writer chooses. The field itself holds the words of this page.
// What is not chosen stays on the page, in memory only, until the writer leaves it: a slip of the finger loses nothing.
export function askWhichToKeep({ region, field, title, theirs, keepMine, useTheirs, replace }) {
  if (!region) return;
  const box = element("section", { className: "conflict" });
  box.setAttribute("aria-label", "Two versions");
  const keep = () => {
    showNotKept({ region, field, words: theirs, replace });
    keepMine();
  };
  const use = () => {
    showNotKept({ region, field, words: field.value, replace });
    useTheirs();
  };
  box.append(
    element("h3", { className: "conflict__title", textContent: title }),
    element("p", { textContent: "Your words are in the box. These are the words that are saved now:" }),
    element("div", { className: "conflict__text", textContent: theirs === "" ? "(nothing)" : theirs }),
    button("Keep the words in the box", "govuk-button", keep),
    button("Use the saved words", "govuk-button govuk-button--secondary", use),
  );
  // The focus stays where the writer types; the status line says that there is something to choose.
  region.replaceChildren(box);
}

function showNotKept({ region, field, words, replace }) {
  region.replaceChildren();
  if (words === "") return;
  const box = element("section", { className: "conflict" });
  box.setAttribute("aria-label", "The words you did not keep");
  const swap = () => {
    const before = field.value;
    replace(words);
    showNotKept({ region, field, words: before, replace });
  };
  box.append(
    element("h3", { className: "conflict__title", textContent: "The words you did not keep" }),
    element("p", { textContent: "They are saved nowhere. Copy what you need before you leave this page." }),
    element("div", { className: "conflict__text", textContent: words }),
    button("Use these instead", "govuk-button govuk-button--secondary", swap),
  );
  region.replaceChildren(box);
}

function button(words, className, whenPressed) {
  const made = element("button", { type: "button", className, textContent: words });
  made.addEventListener("click", whenPressed);
  return made;
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
