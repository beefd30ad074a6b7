// <div data-timer data-elapsed="<seconds>" hidden> and sections with data-stage and data-minutes: says which stage the
// clock has come to. Text that changes once a minute: no sound, nothing moves, nothing flashes, nobody is hurried.
const HIDDEN = "timer-hidden";
// A page that is opened the next day is no session.
const LONG_OVER = 30 * 60;

export function keepTime(bar) {
  const stages = [...document.querySelectorAll("[data-stage]")]
    .map((section) => ({ name: section.dataset.stage, seconds: Number(section.dataset.minutes) * 60 }))
    .filter((stage) => stage.seconds > 0);
  const total = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  const openedAt = performance.now() - Number(bar.dataset.elapsed) * 1000;
  const elapsed = () => (performance.now() - openedAt) / 1000;
  if (!stages.length || elapsed() > total + LONG_OVER) return;

  const time = Object.assign(document.createElement("p"), { className: "session-bar__time" });
  const toggle = Object.assign(document.createElement("button"), { type: "button", className: "session-bar__toggle" });
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
  bar.append(time, toggle);
  bar.hidden = false;
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
