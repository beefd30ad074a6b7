// Asks the search of the device what the test asks: {items, questions} comes in, what is found goes out.
import { readFileSync } from "node:fs";

const { openEngine, readingOf } = await import(process.argv[2]);
const { items, questions } = JSON.parse(readFileSync(0, "utf8"));
const read = ([, item]) => item.kind === "page" || item.kind === "term" || item.kind === "note";
const readings = new Map(items.filter(read).map(([key, item]) => [key, structuredClone(readingOf(item))]));
const synonyms = items.find(([, item]) => item.kind === "synonyms")[1].synonyms;
const engine = openEngine({ items: new Map(items), readings, synonyms });
const answers = questions.map((question) => {
  const began = performance.now();
  const answer = engine.search(question, { limit: 20 });
  return { ...answer, took: performance.now() - began };
});
process.stdout.write(JSON.stringify(answers));
