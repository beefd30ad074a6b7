// A link by name: type the first letters, choose, and the right Markdown is in the text.
import { insert, placeIn, selected } from "./insert.js";

const PAUSE = 150;
let dialogOf = null;

export function openLinkDialog(element, field) {
  dialogOf ??= new LinkDialog(element, field);
  dialogOf.open();
}

class LinkDialog {
  constructor(dialog, field) {
    this.dialog = dialog;
    this.field = field;
    this.name = dialog.querySelector("#link_name");
    this.address = dialog.querySelector("#link_address");
    this.list = dialog.querySelector("[role=listbox]");
    this.status = dialog.querySelector("[data-link-status]");
    this.hint = this.status.textContent;
    this.timer = 0;
    this.running = new AbortController();
    this.name.addEventListener("input", () => this.searchSoon());
    this.name.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
    dialog.addEventListener("submit", (event) => this.leave(event));
  }

  open() {
    this.name.value = "";
    this.address.value = "";
    this.show("", this.hint);
    this.place = placeIn(this.field);
    this.dialog.showModal();
    this.name.focus();
  }

  searchSoon() {
    clearTimeout(this.timer);
    this.running.abort();
    this.running = new AbortController();
    const { signal } = this.running;
    this.timer = setTimeout(() => this.search(signal), PAUSE);
  }

  async search(signal) {
    const question = this.name.value.trim();
    if (question === "") return this.show("", this.hint);
    try {
      const address = `${this.dialog.dataset.linkDialog}?${new URLSearchParams({ q: question, part: "1" })}`;
      const answer = await fetch(address, { signal, redirect: "error" });
      if (!answer.ok) throw new Error(`${answer.status}`);
      this.show(await answer.text(), null);
      const count = this.options.length;
      this.status.textContent = count === 0 ? "Nothing is called that." : `${count} found. Choose one.`;
    } catch (failure) {
      if (failure.name !== "AbortError") this.show("", "No answer came. Are you signed in and online?");
    }
    return undefined;
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get active() {
    return this.list.querySelector("[aria-selected=true]");
  }

  show(html, words) {
    // Markup made and escaped by our own server.
    this.list.innerHTML = html;
    this.list.hidden = this.options.length === 0;
    this.name.setAttribute("aria-expanded", `${!this.list.hidden}`);
    this.name.removeAttribute("aria-activedescendant");
    if (words !== null) this.status.textContent = words;
  }

  key(event) {
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.show("", this.hint);
    } else if (event.key === "Enter" && (this.active || this.options.length > 0)) {
      event.preventDefault();
      this.choose(this.active ?? this.options[0]);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    }
  }

  move(by) {
    const { options, active } = this;
    if (options.length === 0) return;
    const place = active ? options.indexOf(active) + by : by > 0 ? 0 : -1;
    const next = options.at(place % options.length);
    active?.setAttribute("aria-selected", "false");
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
    this.name.setAttribute("aria-activedescendant", next.id);
  }

  choose(option) {
    if (option) this.insert(option.dataset.name, option.dataset.address);
  }

  leave(event) {
    const address = this.address.value.trim();
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    if (address !== "") this.insert(address, address);
    else if (this.options.length > 0) this.choose(this.active ?? this.options[0]);
    else this.status.textContent = "Type a name and choose from the list, or write a web address below.";
  }

  insert(name, address) {
    this.dialog.close();
    this.place();
    const words = (selected(this.field) || name).replace(/[\\[\]]/g, "\\$&");
    insert(this.field, `[${words}](${address})`);
  }
}
