// Asks the search of the device what the test asks: {items, questions} comes in, what is found goes out.
import { readFileSync } from "node:fs";

const [engines, segments, cards] = await Promise.all(
  ["search/engine.js", "search/segment.js", "cards.js"].map((name) => import(`${process.argv[2]}/${name}`)),
);
const { items, questions } = JSON.parse(readFileSync(0, "utf8"));
const all = new Map(items);
const read = items.filter(([, item]) => cards.cardOf(item));
const made = [];
// In segments, as they come; the first few items came once more.
for (const some of [read.slice(0, 3), read.slice(0, 100), read.slice(100)]) made.push(structuredClone(await segments.segmentOf(some)));
const places = new Map(made.flatMap((one) => [...one.places]));
const engine = engines.openEngine({
  segments: made.map(({ segment }) => segment),
  cards: new Map(read.map(([key, item]) => [key, cards.cardOf(item)])),
  synonyms: items.find(([, item]) => item.kind === "synonyms")[1].synonyms,
  fetch: async (keys) => new Map(keys.map((key) => [key, { item: all.get(key), places: places.get(key) }])),
});
const answers = [];
for (const question of questions) {
  const began = performance.now();
  const answer = await engine.search(question, { limit: 20 });
  answers.push({ ...answer, took: performance.now() - began });
}
process.stdout.write(JSON.stringify(answers));
