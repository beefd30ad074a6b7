// Brings the device's copy of the manual up to date. What is new comes in packs, each written at once with what search
// needs of it; the cursor is written last, so a copy that was interrupted is asked for again and only the rest is fetched.
import { forgetThisDevice } from "./forget.js";
import { cardOf } from "./cards.js";
import { VERSION } from "./search/engine.js";
import { segmentOf } from "./search/segment.js";
import { isReadable, isWorthAnew, makeAnew } from "./segments.js";
import { IMAGES, openStore } from "./store.js";
import { tellTabs } from "./tabs.js";

export const LEASE = "Alongside-Lease";
const LOCK = "alongside-edition";
const OFTEN = 15 * 60_000;
// Fewer than this from one pack come one by one.
const WORTH_A_PACK = 8;
const SINGLES = 24;
const AT_ONCE = 4;
const GONE = "404";
const MOST_TRIES = 3;

// `who`: whose copy it may be; another's goes first. `asked`: a person pressed the button. `tell({copied, of})`: progress.
// Gives {state: "fresh" | "copied" | "waits" | "busy", first: whether it was the first full copy}.
export async function synchronise({ who, asked = false, tell = () => {} }) {
  // Whoever pressed the button waits for what is under way, and then asks once more.
  return navigator.locks.request(LOCK, { ifAvailable: !asked }, (lock) =>
    lock ? copyOf({ who, asked, tell }) : { state: "busy" },
  );
}

async function copyOf({ who, asked, tell }) {
  const store = await storeOf(who);
  try {
    const meta = await store.meta();
    if (!asked && !isDue(meta)) return { state: "waits" };
    if (!isReadable(meta)) await makeAnew(store);
    const changed = await difference({ store, cursor: meta.cursor ?? "", tell });
    if (changed) tellTabs("copied");
    if (!isLow(meta) || asked) await takeImages(store);
    return { state: changed ? "copied" : "fresh", first: !meta.synchronised_at };
  } finally {
    store.close();
  }
}

// What was listed may have changed before it was fetched: then there is a newer list.
async function difference({ store, cursor, tell }) {
  for (let tries = 1; ; tries += 1) {
    try {
      const heard = await answerTo(`/edition/?since=${encodeURIComponent(cursor)}`);
      // From the first word on: an unfinished copy is lent as well.
      await store.write({ meta: { lease: heard.headers.get(LEASE) ?? "" } });
      const answer = await heard.json();
      await takeIn({ store, answer, tell });
      return answer.items.length + answer.gone.length > 0;
    } catch (failure) {
      if (failure.message !== GONE || tries === MOST_TRIES) throw failure;
    }
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

async function takeIn({ store, answer, tell }) {
  const here = await store.hashes();
  const wanted = new Map(answer.items.filter(([key, hash]) => here.get(key) !== hash));
  const progress = { copied: answer.items.length - wanted.size, of: answer.items.length };
  let { rows = 0 } = await store.meta();
  for (const batch of batches(packsOf(answer), wanted)) {
    const entries = (await batch()).filter(([key, hash]) => wanted.get(key) === hash);
    const read = entries.filter(([, , item]) => cardOf(item)).map(([key, , item]) => [key, item]);
    const { segment, places } = await segmentOf(read);
    rows += read.length;
    const written = entries.map(([key, hash, item]) => ({ key, hash, item, places: places.get(key) }));
    const segments = read.length > 0 ? [segment] : [];
    await store.write({ entries: written, segments, meta: { rows, words: VERSION } });
    for (const [key] of entries) wanted.delete(key);
    tell({ ...progress, copied: (progress.copied += entries.length) });
  }
  if (wanted.size > 0) throw new Error("some of the copy did not come");
  await tidy({ store, answer, here });
  const size = { segments: await store.countSegments(), rows, live: (await store.cards()).size };
  if (isWorthAnew(size)) await makeAnew(store);
  await store.write({ meta: factsOf(answer) });
}

// [address, [key, …]]: they hold, in this order, what is listed.
function packsOf({ packs = [], items }) {
  let start = 0;
  return packs.map(([url, number]) => [url, items.slice(start, (start += number)).map(([key]) => key)]);
}

// Whole packs where most of one is wanted, single items for the rest.
function* batches(packs, wanted) {
  for (const [url, keys] of packs) {
    if (keys.filter((key) => wanted.has(key)).length >= WORTH_A_PACK) yield () => ask(url);
  }
  // Asked for when the packs are in: what they held under another hash is wanted still.
  const rest = [...wanted];
  for (let start = 0; start < rest.length; start += SINGLES) yield () => singles(rest.slice(start, start + SINGLES));
}

async function singles(wanted) {
  const found = [];
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    found.push(...(await Promise.all(wanted.slice(start, start + AT_ONCE).map(one))));
  }
  return found;
}

async function one([key, hash]) {
  return [key, hash, await ask(`/edition/items/${hash}`)];
}

async function tidy({ store, answer, here }) {
  const listed = new Set(answer.items.map(([key]) => key));
  const unlisted = answer.full ? [...here.keys()].filter((key) => !listed.has(key)) : [];
  await store.write({ gone: [...answer.gone, ...unlisted] });
}

function factsOf({ cursor, partnership }) {
  const now = Date.now();
  return { cursor, partnership, synchronised_at: now, checked_at: now, words: VERSION };
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
  return (await answerTo(address)).json();
}

async function answerTo(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, redirect: "error", cache: "no-store" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer;
}
