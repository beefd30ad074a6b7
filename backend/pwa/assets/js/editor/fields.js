// The fields of the form as one text that can be compared, kept and put back, and as what the API takes.
const NOT_WORDS = new Set(["csrfmiddlewaretoken", "once", "version", "press"]);

export function textOf(form) {
  return JSON.stringify([...new FormData(form)].filter(([name]) => !NOT_WORDS.has(name)));
}

export function putBack(form, text) {
  const entries = JSON.parse(text);
  const has = (name, value) => entries.some((entry) => entry[0] === name && entry[1] === value);
  for (const field of form.elements) {
    if (!field.name || NOT_WORDS.has(field.name) || field.type === "submit") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = has(field.name, field.value);
    else field.value = entries.find(([name]) => name === field.name)?.[1] ?? "";
  }
}

export function wordsOf(text) {
  const entries = JSON.parse(text);
  const all = (name) => entries.filter((entry) => entry[0] === name).map((entry) => entry[1]);
  const one = (name) => (all(name)[0] ?? "").trim();
  return {
    title: one("title"),
    summary: one("summary"),
    markdown: one("body"),
    checked_on: one("checked_on"),
    review_by: one("review_by"),
    topics: all("topics"),
    agencies: all("agencies"),
    audience: one("audience"),
    level: one("level"),
    lens: one("lens"),
    evidence: all("evidence"),
    keywords: pieces(one("keywords").replaceAll("\n", ",").split(",")),
    sources: pieces(one("sources").split("\n")).map(sourceOf),
  };
}

/** Whether the server's copy, as the API gives it, says the same. */
export function saysTheSame(text, current) {
  const words = wordsOf(text);
  return Object.keys(words).every((name) => plain(words[name]) === plain(current[name]));
}

function plain(value) {
  if (!Array.isArray(value)) return JSON.stringify(value);
  const texts = value.map((one) => (typeof one === "object" ? `${one.title}|${one.year}|${one.section}` : one));
  return JSON.stringify(texts.sort());
}

function pieces(texts) {
  return texts.map((piece) => piece.trim().replace(/\s+/g, " ")).filter((piece) => piece !== "");
}

function sourceOf(line) {
  const [title, year = "", ...section] = line.split("|").map((piece) => piece.trim());
  // The server says what is wrong with a year of 0.
  return { title, year: /^\d{4}$/.test(year) ? Number(year) : 0, section: section.join(" | ") };
}
