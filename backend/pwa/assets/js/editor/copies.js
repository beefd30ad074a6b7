// What is typed and not saved yet, in this browser: survives a crash, an empty battery, a closed tab. The manual is not
// confidential; even so a copy is of one person, goes when the server has the words, and goes at sign-out.
import { PREFIX } from "../drafts.js";

const MOST_LEFTOVERS = 5;

export class Copies {
  constructor(name) {
    this.key = `${PREFIX}${name}`;
    this.leftoversKey = `${this.key}:before`;
  }

  keep(copy) {
    return store(this.key, copy);
  }

  drop() {
    localStorage.removeItem(this.key);
  }

  /** Copies of earlier visits, newest first, out of the way of the one that is written from now on. */
  leftovers(saved) {
    const found = [read(this.key), ...(read(this.leftoversKey) ?? [])].filter((copy) => copy && copy.text !== saved);
    const different = found.filter((copy, place) => found.findIndex((one) => one.text === copy.text) === place);
    this.keepLeftovers(different.slice(0, MOST_LEFTOVERS));
    this.drop();
    return different.slice(0, MOST_LEFTOVERS);
  }

  keepLeftovers(copies) {
    if (copies.length === 0) localStorage.removeItem(this.leftoversKey);
    else store(this.leftoversKey, copies);
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** False when the browser has no room, or keeps nothing for us. */
function store(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
