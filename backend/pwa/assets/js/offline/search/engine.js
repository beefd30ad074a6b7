// A stand-in with the interface of the real engine: every word typed must begin a word of the title or of the text.
const WORDS = /[\p{L}\p{N}]+/gu;

export function readingOf(item) {
  const parts = (item.parts ?? []).map((part) => plain(part.html ?? part.text ?? ""));
  return { words: [item.title, item.summary, ...(item.keywords ?? []), ...parts].join(" ").toLowerCase() };
}

export function openEngine({ items, readings }) {
  return { search: (text, options = {}) => search({ items, readings, text, ...options }) };
}

function search({ items, readings, text, limit = 10 }) {
  const wanted = text.toLowerCase().match(WORDS) ?? [];
  const found = [];
  for (const [key, item] of items) {
    if (item.kind !== "page" && item.kind !== "term") continue;
    const words = readings.get(key)?.words.match(WORDS) ?? [];
    if (wanted.length > 0 && wanted.every((one) => words.some((word) => word.startsWith(one)))) found.push([key, item]);
  }
  found.sort(([, a], [, b]) => b.boost - a.boost);
  const results = found.slice(0, limit).map(([key, item]) => ({
    key,
    kind: item.kind,
    slug: item.slug,
    title: item.title,
    summary: item.summary,
    url: item.kind === "page" ? `/manual/${item.slug}` : `/glossary/${item.slug}`,
    heading: "",
    anchor: "",
    snippet: "",
  }));
  return { query: text, total: found.length, didYouMean: "", results };
}

function plain(html) {
  return html.replace(/<[^>]*>/g, " ");
}
