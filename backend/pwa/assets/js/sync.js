// The script that comes after a page: brings the device's copy of the manual up to date, and says so in one quiet line.
import { room } from "./offline/store.js";
import { synchronise } from "./offline/sync.js";

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
