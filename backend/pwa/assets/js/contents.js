// <details data-contents>: marks the part in view, names it in [data-contents-current], closes on a phone after a choice.
// The width is the one at which parts/_contents.scss makes a side column of it.
const DESK = window.matchMedia("(min-width: 60em)");

export function followContents(details) {
  const links = new Map();
  for (const link of details.querySelectorAll('a[href^="#"]')) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  fitTo(details);
  DESK.addEventListener("change", () => fitTo(details));
  details.addEventListener("click", (event) => {
    if (event.target.closest("a") && !DESK.matches) details.open = false;
  });
  if (links.size === 0) return;
  const mark = () => markCurrent({ details, links });
  // A thin band near the top: whenever a heading crosses it, the part in view may have changed.
  const observer = new IntersectionObserver(mark, { rootMargin: "-20% 0px -70% 0px" });
  for (const heading of links.keys()) observer.observe(heading);
}

function fitTo(details) {
  details.open = DESK.matches;
}

function markCurrent({ details, links }) {
  const line = window.innerHeight * 0.3;
  const passed = [...links.keys()].filter((heading) => heading.getBoundingClientRect().top < line);
  const current = links.get(passed.at(-1));
  for (const link of links.values()) link.removeAttribute("aria-current");
  const name = details.querySelector("[data-contents-current]");
  if (name) name.textContent = current ? current.textContent : "";
  if (current) current.setAttribute("aria-current", "true");
}
