// What a device keeps for whoever is signed in goes at sign-out: whoever uses it next finds nothing.
import { PREFIX } from "./drafts.js";
import { forgetThisDevice } from "./offline/forget.js";
import { stopBeingTold } from "./push/subscription.js";

const ADDRESS = "/account/logout/";
const PATIENCE = 3000;

// Any form, and any button of one, that leads there. The press goes on when everything is gone, signal or not.
export function forgetOnSignOut() {
  let forgotten = false;
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    const address = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
    if (address !== ADDRESS || forgotten) return;
    event.preventDefault();
    // A tab that will not let go of what it reads must not keep anybody signed in.
    Promise.race([Promise.allSettled([forgetThisDevice(), stopBeingTold()]), new Promise((resolve) => setTimeout(resolve, PATIENCE))])
      .catch(() => {})
      .finally(() => {
        forgotten = true;
        form.requestSubmit(submitter);
      });
  });
}

// <h1 data-saved-words="7:new">: the page that was just started is on the server; its copy here has done its work.
export function forgetSavedDraft(heading) {
  const key = `${PREFIX}${heading.dataset.savedWords}`;
  const copy = localStorage.getItem(key);
  if (copy === null) return;
  const title = JSON.parse(JSON.parse(copy).text).find(([name]) => name === "title");
  if (title?.[1].trim() === heading.textContent.trim()) localStorage.removeItem(key);
}
