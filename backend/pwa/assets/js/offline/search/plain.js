// The words of stored HTML, without a document: as the server keeps them beside it.
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " ", "#39": "'", "#x27": "'" };

export function plain(html) {
  return html
    .replace(/<\/(?:p|li|td|th|tr|div|pre|blockquote|dt|dd|h\d)>|<br ?\/?>/g, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/&(amp|lt|gt|quot|nbsp|#39|#x27);/g, (_, name) => ENTITIES[name])
    .replace(/\s+/g, " ")
    .trim();
}
