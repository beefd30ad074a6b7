// What lists and search results say of an item, without the item: a thousand of them are there in a moment.
export function cardOf(item) {
  if (item.kind === "page") {
    const { kind, slug, title, summary, topics, checked_on, review_by, boost } = item;
    return { kind, slug, title, summary, topics, checked_on, review_by, boost };
  }
  if (item.kind === "term") {
    const { kind, slug, title, summary, name, expansion, meaning, boost } = item;
    return { kind, slug, title, summary, name, expansion, meaning, boost };
  }
  return item.kind === "note" ? { kind: item.kind, page: item.page } : null;
}
