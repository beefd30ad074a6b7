// <div data-timer data-elapsed="<seconds>"><p>…</p><button>…</button></div> and sections with data-stage and
// data-minutes: says which stage the clock has come to. The words change once a minute: no sound, nothing moves, nothing
// flashes, nobody is hurried. Until the clock runs (data-running), what stands there only keeps the place.
const HIDDEN = "timer-hidden";

export function keepTime(bar) {
  const stages = [...document.querySelectorAll("[data-stage]")]
    .map((section) => ({ name: section.dataset.stage, seconds: Number(section.dataset.minutes) * 60 }))
    .filter((stage) => stage.seconds > 0);
  const total = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  const openedAt = performance.now() - Number(bar.dataset.elapsed) * 1000;
  const elapsed = () => (performance.now() - openedAt) / 1000;
  if (!stages.length) return;

  const time = bar.querySelector("p");
  const toggle = bar.querySelector("button");
  const tick = () => {
    const says = sayingAt(elapsed(), stages, total);
    if (time.textContent !== says) time.textContent = says;
  };
  const show = (isShown) => {
    time.hidden = !isShown;
    toggle.textContent = isShown ? "Hide the time" : "Show the time";
  };
  toggle.addEventListener("click", () => {
    const isShown = time.hidden;
    sessionStorage.setItem(HIDDEN, isShown ? "" : "yes");
    show(isShown);
  });
  bar.dataset.running = "";
  show(sessionStorage.getItem(HIDDEN) !== "yes");
  tick();
  setInterval(tick, 5000);
}

function sayingAt(elapsed, stages, total) {
  if (elapsed >= total) return "The time you chose is over. Take what you need to close.";
  let end = 0;
  for (const [place, stage] of stages.entries()) {
    end += stage.seconds;
    if (elapsed < end) {
      const left = Math.ceil((end - elapsed) / 60);
      return `By the clock: ${stage.name} (${place + 1} of ${stages.length}), ${left} ${left === 1 ? "minute" : "minutes"} left`;
    }
  }
  return "";
}
