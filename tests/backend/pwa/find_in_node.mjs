// Run by test_identifiers_in_the_browser: reads { words, texts } and answers with what the browser's edition finds.
import { readFileSync } from "node:fs";

const { finderFor } = await import(process.argv[2]);
const { words, texts } = JSON.parse(readFileSync(0, "utf8"));
const find = finderFor(words);
const found = texts.map((text) => find(text).map(({ start, end, kind }) => [kind, text.slice(start, end)]));
process.stdout.write(JSON.stringify(found));
