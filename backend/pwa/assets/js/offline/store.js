// What a device keeps of the manual: one database, and a cache for images. Everything goes at once (forget.js).
//   items     {key, hash, item}   as the server sent them
//   readings  {key, reading}      what search needs of an item, made here
//   meta      by name: cursor, synchronised_at, checked_at, partnership, made_at, who, low_data, words
export const NAME = "alongside-edition";
export const IMAGES = "alongside-images";
const VERSION = 1;
// Where browsers have buckets, the database lies in one of its own: removing that removes its files, with or without a
// server. What is deleted from a database otherwise stays in its files until the browser tidies them up.
const BUCKET = "alongside";
const STORES = ["items", "readings", "meta"];

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
  database.createObjectStore("readings", { keyPath: "key" });
  database.createObjectStore("meta");
}

function wrap(database) {
  // Somebody signs out in another tab: what is open here must not hold that up.
  database.onversionchange = () => database.close();
  const read = (name) => database.transaction(name).objectStore(name);
  return {
    close: () => database.close(),
    bySlug: async (kind, slug) => (await done(read("items").index("place").get([kind, slug]))) ?? null,
    byKey: async (key) => (await done(read("items").get(key)))?.item ?? null,
    ofKind: (kind) => done(read("items").index("kind").getAll(kind)),
    count: (kind) => done(read("items").index("kind").count(kind)),
    notesOf: (page) => done(read("items").index("page").getAll(page)),
    items: () => done(read("items").getAll()),
    readings: () => done(read("readings").getAll()),
    meta: () => metaOf(read("meta")),
    write: (changes) => write(database, changes),
  };
}

async function metaOf(meta) {
  const [names, values] = await Promise.all([done(meta.getAllKeys()), done(meta.getAll())]);
  return Object.fromEntries(names.map((name, place) => [name, values[place]]));
}

// All of it, or nothing: a copy that was interrupted goes on where it stopped.
function write(database, { entries = [], gone = [], meta = {} }) {
  const transaction = database.transaction(STORES, "readwrite");
  const [items, readings, facts] = STORES.map((name) => transaction.objectStore(name));
  for (const { key, hash, item, reading } of entries) {
    items.put({ key, hash, item });
    if (reading) readings.put({ key, reading });
  }
  for (const key of gone) {
    items.delete(key);
    readings.delete(key);
  }
  for (const [name, value] of Object.entries(meta)) facts.put(value, name);
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
