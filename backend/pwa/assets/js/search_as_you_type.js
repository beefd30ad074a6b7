// <form data-search-as-you-type>: shows what the server finds while one types. Pressing Search works without it.
// The server answers `?q=…&part=1` with the inside of [data-search-results]; an element with data-search-count says how many.
const PAUSE = 120;
const SHORTEST = 2;

export function searchAsYouType(form) {
  const box = form.elements.namedItem("q");
  const results = document.querySelector("[data-search-results]");
  if (!box || !results) return;
  const view = { results, status: document.querySelector("[data-search-status]"), before: results.innerHTML };
  // Without a question at first, what stands there (the topics) comes back when the box is emptied.
  if (box.value.trim() !== "") view.before = "";
  let timer = 0;
  let running = new AbortController();
  box.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    running.abort();
    running = new AbortController();
    const { signal } = running;
    timer = setTimeout(() => search({ form, view, question: box.value.trim(), signal }), PAUSE);
  });
}

async function search({ form, view, question, signal }) {
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form));
  if (question.length < SHORTEST) {
    if (question === "") address.searchParams.delete("q");
    show({ view, address, html: view.before, words: "" });
    return;
  }
  const part = new URL(address);
  part.searchParams.set("part", "1");
  view.results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(part, { signal, headers: { Accept: "text/html" }, redirect: "error" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    show({ view, address, html: await answer.text(), words: null });
    say(view, found(view.results));
  } catch (failure) {
    if (failure.name === "AbortError") return;
    view.results.removeAttribute("aria-busy");
    say(view, "These are not the results for what you typed: no answer came. Press Search to try again.");
  }
}

function show({ view, address, html, words }) {
  // Markup made and escaped by our own server.
  view.results.innerHTML = html;
  view.results.removeAttribute("aria-busy");
  window.history.replaceState(window.history.state, "", address);
  if (words !== null) say(view, words);
}

function found(results) {
  const count = Number(results.querySelector("[data-search-count]")?.dataset.searchCount ?? 0);
  if (count === 0) return "Nothing found";
  return count === 1 ? "1 result" : `${count} results`;
}

function say(view, words) {
  if (view.status && view.status.textContent !== words) view.status.textContent = words;
}
