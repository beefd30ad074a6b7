// One writer, two tabs or devices: both texts, and the writer chooses. The field itself holds the words of this page.
// What is not chosen stays on the page, in memory only, until the writer leaves it: a slip of the finger loses nothing.
export function askWhichToKeep({ region, field, title, theirs, keepMine, useTheirs, replace }) {
  if (!region) return;
  const box = element("section", { className: "conflict" });
  box.setAttribute("aria-label", "Two versions");
  const choose = (others, then) => {
    box.remove();
    showNotKept({ region, field, words: others, replace });
    then();
  };
  box.append(
    element("h3", { className: "conflict__title", textContent: title }),
    element("p", { textContent: "Your words are in the box. These are the words that are saved now:" }),
    element("div", { className: "conflict__text", textContent: theirs === "" ? "(nothing)" : theirs }),
    button("Keep the words in the box", "govuk-button", () => choose(theirs, keepMine)),
    button("Use the saved words", "govuk-button govuk-button--secondary", () => choose(field.value, useTheirs)),
  );
  // The focus stays where the writer types; the status line says that there is something to choose.
  for (const before of region.querySelectorAll("[aria-label='Two versions']")) before.remove();
  region.prepend(box);
}

// Words of an earlier choice stay beside those of this one.
function showNotKept({ region, field, words, replace }) {
  if (words === "") return;
  const box = element("section", { className: "conflict" });
  box.setAttribute("aria-label", "The words you did not keep");
  const text = element("div", { className: "conflict__text", textContent: words });
  const swap = () => {
    const [before, after] = [field.value, text.textContent];
    text.textContent = before;
    if (before === "") box.remove();
    replace(after);
  };
  box.append(
    element("h3", { className: "conflict__title", textContent: "The words you did not keep" }),
    element("p", { textContent: "They are saved nowhere. Copy what you need before you leave this page." }),
    text,
    button("Use these instead", "govuk-button govuk-button--secondary", swap),
  );
  region.prepend(box);
}

function button(words, className, whenPressed) {
  const made = element("button", { type: "button", className, textContent: words });
  made.addEventListener("click", whenPressed);
  return made;
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
