// Elements out of words: whatever a string says, it becomes text.
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function link(href, words, kind = "govuk-link") {
  return el("a", { class: kind, href }, words);
}

export function paragraph(...children) {
  return el("p", { class: "govuk-body" }, ...children);
}
