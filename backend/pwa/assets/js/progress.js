// <div data-progress>: asks the same address how far it is, and goes there when it is done. Without this the page
// loads itself again (a <noscript> refresh).
const PAUSE = 1500;

export function followProgress(region) {
  setTimeout(() => ask(region), PAUSE);
}

async function ask(region) {
  try {
    const answer = await fetch(window.location.href, { headers: { Accept: "text/html" }, redirect: "error" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const newer = page.querySelector("[data-progress]");
    if (!newer) {
      window.location.reload();
      return;
    }
    region.replaceChildren(...newer.childNodes);
  } catch {
    // No answer this time: it is made anyway, so ask again.
  }
  followProgress(region);
}
