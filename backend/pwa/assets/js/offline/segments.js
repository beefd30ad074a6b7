// When search has too many small segments to look through, or none that this version of it understands, all are made anew.
import { VERSION } from "./search/engine.js";
import { segmentOf } from "./search/segment.js";

const IN_ONE = 100;
const [MOST_OVER, MOST_DEAD] = [12, 100];

// So is a copy that is still empty.
export function isReadable({ words = VERSION }) {
  return words === VERSION;
}

/** Whether so many rows and segments are more than `live` items need. */
export function isWorthAnew({ segments, rows, live }) {
  return segments > MOST_OVER + (2 * live) / IN_ONE || rows > MOST_DEAD + 1.3 * live;
}

export async function makeAnew(store) {
  const keys = [...(await store.cards()).keys()];
  const made = { segments: [], entries: [] };
  for (let start = 0; start < keys.length; start += IN_ONE) {
    const held = [...(await store.held(keys.slice(start, start + IN_ONE))).values()];
    const { segment, places } = await segmentOf(held.map(({ key, item }) => [key, item]));
    made.segments.push(segment);
    made.entries.push(...held.map(({ key, item }) => ({ key, item, places: places.get(key) })));
  }
  await store.write({ ...made, isAnew: true, meta: { words: VERSION, rows: keys.length } });
}
