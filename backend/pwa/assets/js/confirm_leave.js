// <form data-confirm-leave>: the browser asks before words that are not saved anywhere are left behind.
// `data-unsaved` on the form says so; autosave.js takes it away when the server has the words.
export function confirmLeaving(form) {
  form.addEventListener("input", () => {
    form.dataset.unsaved = "";
  });
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) delete form.dataset.unsaved;
  });
  window.addEventListener("beforeunload", (event) => {
    if ("unsaved" in form.dataset) event.preventDefault();
  });
}
