// Reads pairs of dates, says what the device makes of each: [[reviewBy, today], …] to ["due", …].
import { readFileSync } from "node:fs";

const { stateOf } = await import(process.argv[2]);
const pairs = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(pairs.map(([reviewBy, today]) => stateOf(reviewBy, today))));
