// Terms of the glossary, marked where a page first mentions them: the rules of practice_wisdom/manual/marking.py, on the
// words of a document instead of its HTML.
const LEFT_ALONE = "a, code, pre, th, h1, h2, h3, h4, h5, h6";
// "Section 2" is of a hundred Acts; "Section 136" is of one.
const NUMBER_OF_MANY = /^\D+ \d{1,2}$/;
const FIRST_WORD = /[\p{L}\p{N}]+/u;
const WORDS = /(?<![\p{L}\p{N}_@.-])[\p{L}\p{N}]+/gu;

export function phrasesOf(terms) {
  const said = [
    ...terms.map(({ slug, name }) => [slug, name]),
    ...terms.filter(({ expansion }) => expansion && !NUMBER_OF_MANY.test(expansion)).map((one) => [one.slug, one.expansion]),
    ...terms.flatMap(({ slug, keywords }) => keywords.filter(isCapitals).map((word) => [slug, word])),
  ];
  const found = new Map();
  for (const [slug, text] of said) {
    const name = isAcronym(text) ? text : text.toLowerCase();
    if (text.length > 1 && FIRST_WORD.test(text) && !found.has(name)) found.set(name, { slug, text });
  }
  const grouped = new Map();
  for (const phrase of [...found.values()].sort((a, b) => b.text.length - a.text.length || (a.text < b.text ? -1 : 1))) {
    const first = phrase.text.match(FIRST_WORD)[0].toLowerCase();
    grouped.set(first, [...(grouped.get(first) ?? []), phrase]);
  }
  return grouped;
}

// An author's own link counts as the first mention.
export function markTerms(root, phrases) {
  const done = new Set();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const node of texts) {
    if (node.nodeType === Node.ELEMENT_NODE) noteLink(node, done);
    else if (!node.parentElement.closest(LEFT_ALONE)) markText(node, phrases, done);
  }
}

function noteLink(element, done) {
  const slug = element.localName === "a" && /^\/glossary\/([a-z0-9-]+)/.exec(element.getAttribute("href") ?? "")?.[1];
  if (slug) done.add(slug);
}

function markText(node, phrases, done) {
  const text = node.data;
  const pieces = [];
  let keptFrom = 0;
  let nextFrom = 0;
  for (const { 0: word, index } of text.matchAll(WORDS)) {
    const found = index >= nextFrom && phraseAt(text, index, word, phrases);
    if (!found) continue;
    nextFrom = found.end;
    if (done.has(found.slug)) continue;
    done.add(found.slug);
    pieces.push(text.slice(keptFrom, index), termLink(found.slug, text.slice(index, found.end)));
    keptFrom = found.end;
  }
  if (pieces.length > 0) node.replaceWith(...pieces, text.slice(keptFrom));
}

function phraseAt(text, index, word, phrases) {
  const name = word.toLowerCase();
  const candidates = phrases.get(name) ?? phrases.get(name.replace(/s$/, "")) ?? [];
  for (const { slug, text: said } of candidates) {
    const pattern = patternOf(said);
    pattern.lastIndex = index;
    if (pattern.test(text)) return { slug, end: pattern.lastIndex };
  }
  return null;
}

function patternOf(said) {
  const words = said.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/['’]/g, "['’]"));
  const after = "s?(?![\\p{L}\\p{N}_@-]|\\.[\\p{L}\\p{N}_])";
  return new RegExp(words.join("\\s+") + after, isAcronym(said) ? "uy" : "uiy");
}

function termLink(slug, words) {
  const link = document.createElement("a");
  link.href = `/glossary/${slug}`;
  link.className = "term";
  link.textContent = words;
  return link;
}

function isAcronym(text) {
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0;
  return !text.includes(" ") && (capitals > 1 || (capitals === 1 && !/\p{Ll}/u.test(text)));
}

function isCapitals(text) {
  return text.length > 1 && !text.includes(" ") && text === text.toUpperCase() && text !== text.toLowerCase();
}
