// "Remove from this device", which signing out does too: nothing that somebody could read stays, with or without a server.
import { PREFIX as DRAFTS } from "../drafts.js";
import { IMAGES, removeStore } from "./store.js";
import { tellTabs } from "./tabs.js";

export async function forgetThisDevice() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(DRAFTS)) localStorage.removeItem(key);
  }
  await forgetCopy();
}

// The copy was lent. What somebody typed here and has not sent yet was not: it stays.
export async function forgetCopy() {
  await Promise.all([caches.delete(IMAGES), removeStore()]);
  // Other tabs may still show what is no longer kept.
  tellTabs("forgotten");
}
