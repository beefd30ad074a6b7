// What one tab says to the others of this device: "copied" when the copy has changed, "forgotten" when it is gone.
const CHANNEL = "alongside";
let shared = null;

export function tellTabs(word) {
  channel().postMessage(word);
}

export function whenTold(word, act) {
  channel().addEventListener("message", ({ data }) => data === word && act());
}

// One for both: whoever says it does not hear it.
function channel() {
  return (shared ??= new BroadcastChannel(CHANNEL));
}
