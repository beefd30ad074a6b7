// Words of the manual that a writer's browser keeps until the server has them (editor/copies.js) go at sign-out:
// whoever uses the device next finds nothing.
export const PREFIX = "draft:";

export function forgetDraftsOnSignOut(form) {
  form.addEventListener("submit", () => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX)) localStorage.removeItem(key);
    }
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
