// The stored HTML of a page, as the server's sanitiser let it through (backend/kernel/markdown.py). It is looked at once
// more here: what lies on a device may have been changed by anybody who had the device.
const TAGS = new Set(
  "p br hr strong em code pre blockquote a h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tr th td div img mark".split(" "),
);
const ATTRIBUTES = {
  a: ["href", "rel"],
  td: ["data-label"],
  ol: ["start"],
  div: ["role", "tabindex", "aria-label", "class"],
  img: ["src", "alt", "width", "height", "loading"],
};
// Dropped with what is in them; of others that are not known, the words stay.
const NEVER = new Set(["script", "style", "template", "iframe", "object", "embed", "svg", "math", "noscript", "textarea", "title"]);
const GOOD_LINK = /^(#[\w-]*|\/(?![/\\]).*|https:\/\/.+|mailto:.+|tel:\+?[0-9]{3,15})$/;
const GOOD_IMAGE = /^\/manual\/images\/[\w-]+\.webp$/;

export function cleaned(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const element of [...template.content.querySelectorAll("*")]) clean(element);
  return template.content;
}

function clean(element) {
  const name = element.localName;
  if (NEVER.has(name)) {
    element.remove();
  } else if (!TAGS.has(name) || element.namespaceURI !== "http://www.w3.org/1999/xhtml") {
    element.replaceWith(...element.childNodes);
  } else {
    for (const attribute of [...element.attributes]) {
      if (!isGood(name, attribute)) element.removeAttribute(attribute.name);
    }
  }
}

function isGood(tag, { name, value }) {
  if (!ATTRIBUTES[tag]?.includes(name)) return false;
  if (name === "href") return GOOD_LINK.test(value);
  if (name === "src") return GOOD_IMAGE.test(value);
  return name !== "class" || value === "prose__table";
}
