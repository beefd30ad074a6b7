// The words as readers would see them, made by the server's own renderer while somebody types: beside the text where
// there is room, in its place on a phone.
const PAUSE = 600;
const WIDE = "(min-width: 60em)";

export function followPreview({ form, field, panel, editor }) {
  const view = new Preview(form, field, panel, editor);
  field.addEventListener("input", () => view.soon());
  panel.querySelector("[data-back-to-text]").addEventListener("click", () => view.close());
  const wide = window.matchMedia(WIDE);
  const fit = () => (wide.matches ? view.show() : view.close({ keepFocus: true }));
  wide.addEventListener("change", fit);
  if (wide.matches) view.show();
  return view;
}

class Preview {
  constructor(form, field, panel, editor) {
    this.form = form;
    this.field = field;
    this.panel = panel;
    this.editor = editor;
    this.words = panel.querySelector("[data-preview-words]");
    this.problem = panel.querySelector("[data-preview-problem]");
    this.shown = null;
    this.timer = 0;
    this.running = new AbortController();
  }

  soon() {
    if (this.panel.hidden) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), PAUSE);
  }

  show() {
    this.panel.hidden = false;
    this.editor.classList.add("editor--previewing");
    this.draw();
  }

  open() {
    this.show();
    this.panel.focus();
  }

  close({ keepFocus = false } = {}) {
    this.panel.hidden = !window.matchMedia(WIDE).matches;
    this.editor.classList.toggle("editor--previewing", !this.panel.hidden);
    if (!keepFocus) this.field.focus();
  }

  async draw() {
    const text = this.field.value;
    if (text === this.shown) return;
    this.running.abort();
    this.running = new AbortController();
    const body = new URLSearchParams({ body: text, revision: this.panel.dataset.revision ?? "" });
    const headers = { "X-CSRFToken": this.form.elements.namedItem("csrfmiddlewaretoken").value };
    try {
      const { signal } = this.running;
      const answer = await fetch(this.panel.dataset.preview, { method: "POST", body, headers, signal, redirect: "error" });
      await this.take(answer, text);
    } catch (failure) {
      if (failure.name !== "AbortError") this.say("This is not what you typed last: no answer came.");
    }
  }

  async take(answer, text) {
    if (answer.status === 422) return this.say((await answer.text()).trim(), { isHtml: true });
    if (!answer.ok) return this.say("This is not what you typed last: sign in again in another tab.");
    this.shown = text;
    // Markup made and cleaned by our own server.
    this.words.innerHTML = await answer.text();
    return this.say("");
  }

  // A refusal comes escaped, as a piece of a page.
  say(words, { isHtml = false } = {}) {
    const text = isHtml ? new DOMParser().parseFromString(words, "text/html").body.textContent : words;
    if (this.problem.textContent !== text) this.problem.textContent = text;
  }
}
