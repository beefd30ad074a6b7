// An image from this device: the server makes it anew and says which Markdown shows it.
import { insert, placeIn } from "./insert.js";

const MOST = 12_000_000;
let dialogOf = null;

export function openImageDialog(element, field) {
  dialogOf ??= new ImageDialog(element, field);
  dialogOf.open();
}

class ImageDialog {
  constructor(dialog, field) {
    this.dialog = dialog;
    this.field = field;
    this.form = dialog.querySelector("form");
    this.problem = dialog.querySelector("[data-image-problem]");
    this.form.addEventListener("submit", (event) => this.send(event));
    dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
  }

  open() {
    this.form.reset();
    this.problem.textContent = "";
    this.place = placeIn(this.field);
    this.dialog.showModal();
  }

  async send(event) {
    event.preventDefault();
    const file = this.form.elements.namedItem("image").files[0];
    if (file && file.size > MOST) return this.say("This file is larger than 12 MB. Make it smaller first.");
    this.say("Sending…");
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(this.form.action, { method: "POST", body: new FormData(this.form), headers, redirect: "error" });
      await this.take(answer);
    } catch {
      this.say("Not added: no answer came. Are you signed in and online?");
    }
    return undefined;
  }

  async take(answer) {
    if (answer.ok) {
      const { markdown } = await answer.json();
      this.dialog.close();
      this.place();
      insert(this.field, markdown);
      return;
    }
    const body = await answer.json().catch(() => ({}));
    const words = Object.values(body.fields ?? {}).flat();
    this.say(words.join(" ") || "Not added. Sign in again in another tab, then try once more.");
  }

  say(words) {
    this.problem.textContent = words;
  }
}
