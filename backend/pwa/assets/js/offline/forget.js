// "Remove from this device", which signing out does too: nothing that somebody could read stays, with or without a server.
import { PREFIX as DRAFTS } from "../drafts.js";
import { done, IMAGES, NAME } from "./store.js";

const CHANNEL = "alongside";

export async function forgetThisDevice() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(DRAFTS)) localStorage.removeItem(key);
  }
  await Promise.all([caches.delete(IMAGES), done(indexedDB.deleteDatabase(NAME))]);
  tellOthers();
}

// Other tabs may still show what is no longer kept.
export function whenForgotten(act) {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }) => data === "forgotten" && act();
}

function tellOthers() {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage("forgotten");
  channel.close();
}
