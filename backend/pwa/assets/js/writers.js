// <div data-follow-writers="<api address>"> and one [data-writers="<stage>"] a stage: who is writing where, told from
// the last saves. It stops asking while nobody looks at the page or uses it.
const EVERY = 8000;
const IDLE_AFTER = 5 * 60 * 1000;

export function followWriters(page) {
  const address = page.dataset.followWriters;
  let usedAt = performance.now();
  for (const sign of ["input", "pointerdown", "keydown"]) {
    document.addEventListener(sign, () => {
      usedAt = performance.now();
    });
  }
  const ask = async () => {
    const isWatched = document.visibilityState === "visible" && performance.now() - usedAt < IDLE_AFTER;
    const answer = isWatched && (await fetch(address, { redirect: "manual" }).catch(() => null));
    if (answer?.ok) show(await answer.json());
    setTimeout(ask, EVERY);
  };
  setTimeout(ask, EVERY);
}

function show(writing) {
  for (const place of document.querySelectorAll("[data-writers]")) {
    const names = writing.filter((one) => one.stage === place.dataset.writers).map((one) => one.name);
    const says = names.map((name) => `${name} is writing here.`).join(" ");
    if (place.textContent.trim() !== says) place.textContent = says;
  }
}
