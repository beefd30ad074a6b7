// A private page that the browser kept in memory must not come back after signing out on a shared device:
// <body data-private> is fetched again, and the server decides.
export function reloadPrivatePages() {
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    if (!("private" in document.body.dataset)) return;
    window.location.reload();
  });
}
