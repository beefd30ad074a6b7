// What can be shown without a network, by address; null for everything else.
const WORD = "([a-z0-9-]+)";
const PAGE = new RegExp(`^/manual/${WORD}$`);
const TERM = new RegExp(`^/glossary/${WORD}$`);
const NAMED = new Map([
  ["/", "search"],
  ["/offline/", "search"],
  ["/search", "search"],
  ["/manual/", "manual"],
  ["/glossary/", "glossary"],
  ["/storage/", "storage"],
]);

export function placeOf(url) {
  const kind = NAMED.get(url.pathname);
  if (kind) return { kind, question: kind === "search" ? (url.searchParams.get("q") ?? "") : "" };
  const page = PAGE.exec(url.pathname);
  if (page) return { kind: "page", slug: page[1] };
  const term = TERM.exec(url.pathname);
  return term && { kind: "term", slug: term[1] };
}

// What this device has of it, or nothing. /manual/desk looks like a page and is none.
export async function heldAt(store, place) {
  if (!store || !place) return null;
  return place.slug ? store.bySlug(place.kind, place.slug) : (await store.meta()).synchronised_at;
}
