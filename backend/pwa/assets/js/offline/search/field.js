// One field of all segments: in which documents a form stands, and what that is worth.
const [K1, B] = [1.6, 0.75];

export class Field {
  #parts;
  #documents;
  #lengths;
  #mean;
  #tally;
  #known = new Map();

  /** `documents`: one Int32Array a part, the document of each row, or less than nothing where a later row counts. */
  constructor(parts, documents, size) {
    this.#parts = parts;
    this.#documents = documents;
    this.#lengths = new Float64Array(size);
    this.#tally = new Uint32Array(size);
    for (const [place, { lengths }] of parts.entries())
      for (const [row, length] of lengths.entries())
        if (documents[place][row] >= 0) this.#lengths[documents[place][row]] += length;
    this.#mean = this.#lengths.reduce((sum, length) => sum + length, 0) / (size || 1) || 1;
  }

  /** [document, count, document, count, …]: a page and its notes are one document. */
  postings(form) {
    const found = [];
    for (const [place, part] of this.#parts.entries()) {
      const number = numberOf(part, form);
      if (number < 0) continue;
      for (let at = number ? part.ends[number - 1] : 0; at < part.ends[number]; at += 1) {
        const document = this.#documents[place][part.rows[at]];
        if (document < 0) continue;
        if (this.#tally[document] === 0) found.push(document, 0);
        this.#tally[document] += part.counts[at];
      }
    }
    for (let at = 0; at < found.length; at += 2) {
      found[at + 1] = this.#tally[found[at]];
      this.#tally[found[at]] = 0;
    }
    return found;
  }

  has(form) {
    return this.#parts.some((part) => numberOf(part, form) >= 0);
  }

  rarity(form) {
    let known = this.#known.get(form);
    if (known === undefined) this.#known.set(form, (known = this.rarityOf(this.postings(form).length / 2)));
    return known;
  }

  /** Of what stands in so many documents. */
  rarityOf(documents) {
    return Math.log(Math.max(this.#lengths.length, 1) / (documents + 1)) + 1;
  }

  worth(count, document) {
    return (count * (K1 + 1)) / (count + K1 * (1 - B + (B * this.#lengths[document]) / this.#mean));
  }
}

/** Less than nothing for a form that stands nowhere in this part. */
export function numberOf({ forms, starts }, wanted) {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (formAt(forms, starts, middle) < wanted) low = middle + 1;
    else high = middle;
  }
  return low < starts.length && formAt(forms, starts, low) === wanted ? low : -1;
}

function formAt(forms, starts, number) {
  return forms.slice(starts[number], number + 1 < starts.length ? starts[number + 1] - 1 : forms.length);
}
