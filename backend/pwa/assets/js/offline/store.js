// What a device keeps of the manual: one database, and a cache for images. Everything goes at once (forget.js).
//   items     {key, item, places} as the server sent them; where their words stand, in the numbers of the latest segment
//   hashes    by key              of the items
//   cards     by key              what lists say of an item (cards.js)
//   segments  in order            what search needs of some items (search/segment.js), made here
//   meta      by name: cursor, synchronised_at, checked_at, partnership, who, lease, low_data, words, rows
import { cardOf } from "./cards.js";

export const NAME = "alongside-edition";
export const IMAGES = "alongside-images";
const VERSION = 1;
// Where browsers have buckets, the database lies in one of its own: removing that removes its files, with or without a
// server. What is deleted from a database otherwise stays in its files until the browser tidies them up.
const BUCKET = "alongside";
const STORES = ["items", "hashes", "cards", "segments", "meta"];

// null when there is none yet and `create` is not asked for: looking must not leave an empty one behind.
// `home` is only held: once nobody holds a bucket, Chromium leaves undone what is written into it, and says nothing.
export async function openStore({ create = false } = {}) {
  try {
    const home = await homeOf(create);
    return home && { ...wrap(await open(home.indexedDB, create)), home };
  } catch (failure) {
    if (!create && failure?.name === "AbortError") return null;
    throw failure;
  }
}

// The bucket, or what stands for it where there are none. It also says how much room is taken, and may ask for it to last.
async function homeOf(create) {
  if (!navigator.storageBuckets) return { indexedDB };
  if (!create && !(await navigator.storageBuckets.keys()).includes(BUCKET)) return null;
  return navigator.storageBuckets.open(BUCKET);
}

export async function room() {
  if (!navigator.storageBuckets) return navigator.storage;
  return homeOf(false);
}

export async function removeStore() {
  if (navigator.storageBuckets) await navigator.storageBuckets.delete(BUCKET);
  else await done(indexedDB.deleteDatabase(NAME));
}

function open(factory, create) {
  const request = factory.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    if (create) makeStores(request.result);
    else request.transaction.abort();
  };
  return done(request);
}

function makeStores(database) {
  const items = database.createObjectStore("items", { keyPath: "key" });
  items.createIndex("kind", "item.kind");
  items.createIndex("place", ["item.kind", "item.slug"]);
  items.createIndex("page", "item.page");
  for (const name of ["hashes", "cards", "meta"]) database.createObjectStore(name);
  database.createObjectStore("segments", { autoIncrement: true });
}

function wrap(database) {
  // Somebody signs out in another tab: what is open here must not hold that up.
  database.onversionchange = () => database.close();
  const read = (name) => database.transaction(name).objectStore(name);
  return {
    close: () => database.close(),
    bySlug: async (kind, slug) => (await done(read("items").index("place").get([kind, slug]))) ?? null,
    ofKind: (kind) => done(read("items").index("kind").getAll(kind)),
    count: (kind) => done(read("items").index("kind").count(kind)),
    notesOf: (page) => done(read("items").index("page").getAll(page)),
    hashes: () => mapOf(read("hashes")),
    cards: () => mapOf(read("cards")),
    segments: () => done(read("segments").getAll()),
    countSegments: () => done(read("segments").count()),
    held: (keys) => heldOf(read("items"), keys),
    meta: async () => Object.fromEntries(await mapOf(read("meta"))),
    write: (changes) => write(database, changes),
  };
}

async function mapOf(records) {
  const [keys, values] = await Promise.all([done(records.getAllKeys()), done(records.getAll())]);
  return new Map(keys.map((key, place) => [key, values[place]]));
}

// What is there of these: {item, places} by key.
async function heldOf(items, keys) {
  const found = await Promise.all(keys.map((key) => done(items.get(key))));
  return new Map(found.filter(Boolean).map((record) => [record.key, record]));
}

// All of it, or nothing: a copy that was interrupted goes on where it stopped. `isAnew`: instead of all segments so far.
function write(database, { entries = [], segments = [], gone = [], meta = {}, isAnew = false }) {
  const transaction = database.transaction(STORES, "readwrite");
  const store = Object.fromEntries(STORES.map((name) => [name, transaction.objectStore(name)]));
  if (isAnew) store.segments.clear();
  for (const { key, hash, item, places } of entries) {
    store.items.put({ key, item, places });
    if (hash) store.hashes.put(hash, key);
    const card = cardOf(item);
    if (card) store.cards.put(card, key);
  }
  for (const segment of segments) store.segments.add(segment);
  for (const key of gone) for (const name of ["items", "hashes", "cards"]) store[name].delete(key);
  for (const [name, value] of Object.entries(meta)) store.meta.put(value, name);
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new DOMException("", "AbortError"));
  });
}

export function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
