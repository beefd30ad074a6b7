// "Remove from this device", which signing out does too: nothing that somebody could read stays, with or without a server.
import { PREFIX as DRAFTS } from "../drafts.js";
import { IMAGES, removeStore } from "./store.js";

const CHANNEL = "alongside";
let shared = null;

export async function forgetThisDevice() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(DRAFTS)) localStorage.removeItem(key);
  }
  await Promise.all([caches.delete(IMAGES), removeStore()]);
  tellOthers();
}

// Other tabs may still show what is no longer kept.
export function whenForgotten(act) {
  channel().onmessage = ({ data }) => data === "forgotten" && act();
}

function tellOthers() {
  channel().postMessage("forgotten");
}

// One for both: whoever says it does not hear it.
function channel() {
  return (shared ??= new BroadcastChannel(CHANNEL));
}
