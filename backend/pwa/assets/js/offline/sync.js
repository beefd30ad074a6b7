// Brings the device's copy of the manual up to date. What is new comes in packs, each written at once with what search
// needs of it; the cursor is written last, so a copy that was interrupted is asked for again and only the rest is fetched.
import { forgetThisDevice } from "./forget.js";
import { IMAGES, openStore } from "./store.js";
import * as engine from "./search/engine.js";

const LOCK = "alongside-edition";
const OFTEN = 15 * 60_000;
// Fewer than this from one pack come one by one.
const WORTH_A_PACK = 8;
const ONE_BY_ONE = 4;

// `who`: whose copy it may be; another's goes first. `asked`: a person pressed the button. `tell({copied, of})`: progress.
// Gives {state: "fresh" | "copied" | "waits" | "busy", first: whether it was the first full copy}.
export async function synchronise({ who, asked = false, tell = () => {} }) {
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) =>
    lock ? copyOf({ who, asked, tell }) : { state: "busy" },
  );
}

async function copyOf({ who, asked, tell }) {
  const store = await storeOf(who);
  try {
    const meta = await store.meta();
    if (!asked && !isDue(meta)) return { state: "waits" };
    const answer = await ask(`/edition/?since=${encodeURIComponent(meta.cursor ?? "")}`);
    const changed = answer.items.length + answer.gone.length > 0;
    await takeIn({ store, answer, meta, tell });
    if (!isLow(meta) || asked) await takeImages(store);
    return { state: changed ? "copied" : "fresh", first: !meta.synchronised_at };
  } finally {
    store.close();
  }
}

// Somebody else's copy is never opened: it goes.
async function storeOf(who) {
  const store = await openStore({ create: true });
  const meta = await store.meta();
  if (meta.who === who) return store;
  if (meta.who === undefined) {
    await store.write({ meta: { who } });
    return store;
  }
  store.close();
  await forgetThisDevice();
  const empty = await openStore({ create: true });
  await empty.write({ meta: { who } });
  return empty;
}

function isDue(meta) {
  if (isLow(meta)) return false;
  return !(Date.now() - (meta.checked_at ?? 0) < OFTEN);
}

export function isLow(meta) {
  return meta.low_data ?? navigator.connection?.saveData ?? false;
}

async function takeIn({ store, answer, meta, tell }) {
  const here = new Map((await store.items()).map(({ key, hash }) => [key, hash]));
  const wanted = new Map(answer.items.filter(([key, hash]) => here.get(key) !== hash));
  const progress = { copied: answer.items.length - wanted.size, of: answer.items.length };
  const tellMore = (number) => tell({ ...progress, copied: (progress.copied += number) });
  const rewrite = meta.words !== undefined && meta.words !== (engine.VERSION ?? 1);
  // What people say for what: every reading is made with it, so it comes first.
  const synonyms = await synonymsOf({ store, wanted, tellMore });
  for (const batch of batches(answer.packs ?? [], wanted)) {
    const entries = (await batch.fetch()).filter(([key, hash]) => wanted.get(key) === hash);
    await store.write({ entries: entries.map(([key, hash, item]) => entry({ key, hash, item, synonyms })) });
    for (const [key] of entries) wanted.delete(key);
    tellMore(entries.length);
  }
  if (wanted.size > 0) throw new Error("some of the copy did not come");
  await tidy({ store, answer, here });
  if (rewrite || synonyms.changed) await readAgain(store, synonyms);
  await store.write({ meta: factsOf(answer) });
}

async function synonymsOf({ store, wanted, tellMore }) {
  const key = [...wanted.keys()].find((one) => one.startsWith("manual.synonyms:"));
  if (key) {
    const [[, hash, item]] = await one([key, wanted.get(key)]);
    const before = await store.ofKind("synonyms");
    await store.write({ entries: [{ key, hash, item }] });
    wanted.delete(key);
    tellMore(1);
    return { list: item.synonyms, changed: before.length > 0 };
  }
  return { list: (await store.ofKind("synonyms"))[0]?.item.synonyms ?? [], changed: false };
}

// Whole packs where most of one is wanted, single items for the rest.
function* batches(packs, wanted) {
  for (const [url, keys] of packs) {
    if (keys.filter((key) => wanted.has(key)).length >= WORTH_A_PACK) yield { fetch: () => ask(url) };
  }
  // Asked for when the packs are in: what they held under another hash is wanted still.
  const rest = [...wanted].filter(([key]) => wanted.has(key));
  for (let start = 0; start < rest.length; start += ONE_BY_ONE) {
    const some = rest.slice(start, start + ONE_BY_ONE);
    yield { fetch: async () => (await Promise.all(some.map(one))).flat() };
  }
}

async function one([key, hash]) {
  return [[key, hash, await ask(`/edition/items/${hash}`)]];
}

function entry({ key, hash, item, synonyms }) {
  return { key, hash, item, reading: isRead(item) ? engine.readingOf(item, synonyms.list) : null };
}

function isRead(item) {
  return item.kind === "page" || item.kind === "term" || item.kind === "note";
}

async function tidy({ store, answer, here }) {
  const listed = new Set(answer.items.map(([key]) => key));
  const unlisted = answer.full ? [...here.keys()].filter((key) => !listed.has(key)) : [];
  await store.write({ gone: [...answer.gone, ...unlisted] });
}

async function readAgain(store, synonyms) {
  const items = (await store.items()).filter(({ item }) => isRead(item));
  await store.write({ entries: items.map(({ key, hash, item }) => entry({ key, hash, item, synonyms })) });
}

function factsOf({ cursor, partnership, made_at }) {
  const now = Date.now();
  return { cursor, partnership, made_at, synchronised_at: now, checked_at: now, words: engine.VERSION ?? 1 };
}

// Last, because words can be read without them. Their addresses are digests, so one that is here is right.
async function takeImages(store) {
  const urls = (await store.ofKind("image")).map(({ item }) => item.url);
  const cache = await caches.open(IMAGES);
  const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  for (const url of urls.filter((one) => !kept.has(one))) {
    const answer = await fetch(url, { redirect: "error" });
    if (answer.ok) await cache.put(url, answer);
  }
  for (const url of kept) if (!urls.includes(url)) await cache.delete(url);
}

async function ask(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, redirect: "error", cache: "no-store" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}
