// Two people, or two devices, saved at once: both texts, and the writer chooses. The field itself holds the writer's words.
export function askWhichToKeep({ region, title, theirs, keepMine, useTheirs }) {
  if (!region) return;
  const box = element("section", { className: "conflict" });
  box.setAttribute("aria-label", "Two versions");
  const choose = (choice) => () => {
    region.replaceChildren();
    choice();
  };
  box.append(
    element("h2", { className: "conflict__title", textContent: title }),
    element("p", { textContent: "Your words are in the box. These are the words that are saved now:" }),
    element("div", { className: "conflict__text", textContent: theirs === "" ? "(nothing)" : theirs }),
    button("Keep mine", "govuk-button", choose(keepMine)),
    button("Use theirs", "govuk-button govuk-button--secondary", choose(useTheirs)),
  );
  // The focus stays where the writer types; the status line says that there is something to choose.
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
