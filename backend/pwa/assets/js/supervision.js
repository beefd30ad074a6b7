// The script of every supervision page, beside the one of every page.
import { warnWhileTyping } from "./doubts.js";
import { keepTime } from "./timer.js";
import { followWriters } from "./writers.js";

for (const bar of document.querySelectorAll("[data-timer]")) keepTime(bar);
for (const page of document.querySelectorAll("[data-follow-writers]")) followWriters(page);
for (const field of document.querySelectorAll("main.quiet textarea")) warnWhileTyping(field);
