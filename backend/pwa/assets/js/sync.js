// The script that comes after a page: brings the device's copy of the manual up to date, and says so in one quiet line.
import { forgetCopy } from "./offline/forget.js";
import { openStore, room } from "./offline/store.js";
import { LEASE, synchronise } from "./offline/sync.js";

export async function keepUpToDate(who) {
  if (!navigator.onLine) return;
  const line = quietLine();
  try {
    const { state, first } = await synchronise({ who, tell: (progress) => tell(line, progress) });
    line.remove();
    if (first && state === "copied" && isInstalled()) await (await room())?.persist?.();
  } catch {
    // Tried again with the next page that is opened.
    line.textContent = line.isConnected ? "The copy on this device is not complete yet. It goes on with the next page." : "";
  }
}

// Somebody signed out everywhere, or does not belong here any more: then nothing that was lent stays. Without an answer
// it does, and so does what was never lent.
export async function giveBack() {
  const store = await openStore();
  const { lease } = (await store?.meta()) ?? {};
  store?.close();
  if (!lease) return;
  const answer = await fetch("/edition/lease", { headers: { [LEASE]: lease }, cache: "no-store" }).catch(() => null);
  if (answer?.ok && !(await answer.json()).keep) await forgetCopy();
}

function quietLine() {
  const line = document.createElement("p");
  line.className = "device-line";
  return line;
}

// A few changed pages are no news; a whole manual takes a while.
function tell(line, { copied, of }) {
  if (of < 20) return;
  line.textContent = `Copying the manual to this device: ${copied} of ${of}`;
  if (!line.isConnected) document.querySelector(".site-footer > div")?.prepend(line);
}

function isInstalled() {
  return window.matchMedia("(display-mode: standalone)").matches;
}
