// <form data-autosave="<api address>" data-version="3">: one writer's own words, in the field named `text`.
// Words live in the field and on the server, never in the browser's storage. `data-most="500"`: at most so many
// characters; what is longer is not sent, and what was saved before stays saved until it is shorter.
import { Draft } from "./autosave.js";
import { askWhichToKeep } from "./autosave_conflict.js";

const drafts = [];

/** Resolves when every draft of this page is saved, or could not be. */
export function saveEverything() {
  return Promise.all(drafts.map((draft) => draft.save()));
}

export function keepAutosaved(form) {
  const field = form.elements.namedItem("text");
  if (!field) return;
  const draft = new SectionDraft(form, field);
  drafts.push(draft);
  draft.follow(field);
  form.addEventListener("submit", (event) => draft.holdBack(event));
  // It puts them back before this script runs, before the page is shown, or in between: then somebody may type first.
  draft.wasPutBack();
  field.addEventListener("beforeinput", () => draft.wasPutBack());
  window.addEventListener("pageshow", () => draft.wasPutBack(), { once: true });
}

class SectionDraft extends Draft {
  constructor(form, field) {
    super(form, { address: form.dataset.autosave });
    this.field = field;
    this.kept = field.defaultValue;
  }

  read() {
    return this.field.value;
  }

  body(text) {
    return JSON.stringify({ text });
  }

  get charactersTooMany() {
    // As the server counts them: characters, not halves of them.
    return [...this.read()].length - (this.form.dataset.most ?? Infinity);
  }

  changed() {
    const tooMany = this.charactersTooMany;
    if (tooMany > 0) {
      clearTimeout(this.timer);
      this.form.dataset.unsaved = "";
      this.isTooLong = true;
      this.say("refused", `Not saved: ${tooMany} ${tooMany === 1 ? "character" : "characters"} too many.`);
      return;
    }
    if (this.isTooLong) {
      this.isTooLong = false;
      this.state = "";
    }
    super.changed();
  }

  conflict(version, current) {
    if (current.text === this.field.value) {
      this.basedOn(version ?? this.version);
      this.kept = current.text;
      this.settled("saved");
      return;
    }
    // Nobody else writes a section: it was its author, in another tab or on another device.
    const title = "You saved other words in another tab or on another device";
    this.ask({ title, version: version ?? this.version, theirs: current.text });
  }

  // On "back" and "reload" a browser puts back what was typed, over words that may be newer: whose they are is asked.
  wasPutBack() {
    if (!this.isUnsaved || "unsaved" in this.form.dataset) return;
    this.form.dataset.unsaved = "";
    this.ask({ title: "The box holds words from before", version: this.version, theirs: this.kept });
  }

  ask({ title, version, theirs }) {
    this.say("conflict");
    askWhichToKeep({
      region: this.form.querySelector("[data-autosave-conflict]"),
      field: this.field,
      title,
      theirs,
      keepMine: () => this.settle(version, this.field.value, theirs),
      useTheirs: () => this.settle(version, theirs, theirs),
      replace: (text) => this.replace(text),
    });
  }

  replace(text) {
    this.field.value = text;
    this.field.focus();
    this.changed();
  }

  async settle(version, text, theirs) {
    this.basedOn(version);
    this.field.value = text;
    this.kept = theirs;
    this.field.focus();
    if (this.isUnsaved) {
      await this.save({ asked: true });
      return;
    }
    this.settled("saved");
  }

  // Pressing Save: first the words go the same way as always, so that a lost connection, an expired sign-in or a newer
  // version cannot swallow them; only then does the form itself go.
  async holdBack(event) {
    if (!this.isUnsaved && !this.running) return;
    event.preventDefault();
    if (this.state === "conflict") {
      this.form.querySelector("[data-autosave-conflict] button")?.focus();
      return;
    }
    const { submitter } = event;
    if (this.state === "signed-out") await this.renewToken();
    if (await this.save({ asked: true })) this.form.requestSubmit(submitter);
  }
}
