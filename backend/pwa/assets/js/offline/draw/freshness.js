// How fresh a page is on the day that this device has: the rules and the words of practice_wisdom/manual/freshness.py.
import { el } from "./dom.js";

const DUE_WITHIN = 30;
const A_DAY = 86_400_000;
export const OLD_COPY = 30 * A_DAY;
const STATES = { "in-date": "In date", due: "Review due soon", overdue: "Review overdue" };
// The manual's days are days in London, wherever the device thinks it is.
const LONDON = { timeZone: "Europe/London" };
const DAY = new Intl.DateTimeFormat("en-GB", { ...LONDON, day: "numeric", month: "long", year: "numeric" });
const TIME = new Intl.DateTimeFormat("en-GB", { ...LONDON, hour: "2-digit", minute: "2-digit" });
const ISO = new Intl.DateTimeFormat("en-CA", { ...LONDON, year: "numeric", month: "2-digit", day: "2-digit" });

export function today(now = Date.now()) {
  return ISO.format(now);
}

// Overdue from the day after `reviewBy`; due in the 30 days up to it. Dates as 2026-11-22.
export function stateOf(reviewBy, day = today()) {
  const left = Math.round((Date.parse(reviewBy) - Date.parse(day)) / A_DAY);
  if (left < 0) return "overdue";
  return left <= DUE_WITHIN ? "due" : "in-date";
}

export function labelOf(state) {
  return STATES[state];
}

export function freshness({ checked_on: checkedOn, review_by: reviewBy }) {
  if (!checkedOn || !reviewBy) return null;
  const state = stateOf(reviewBy);
  const word = el("span", { class: "freshness__word" }, STATES[state]);
  const about = [" Checked on ", day(checkedOn), ", review due by ", day(reviewBy)];
  return el("p", { class: `freshness freshness--${state}` }, word, ...about);
}

export function day(date) {
  return el("time", { class: "nowrap", datetime: date }, DAY.format(Date.parse(`${date}T12:00:00Z`)));
}

export function moment(when) {
  const words = `${DAY.format(when)}, ${TIME.format(when)}`;
  return el("time", { class: "nowrap", datetime: new Date(when).toISOString() }, words);
}
