// <form data-autosave="<api address>" data-version="3">: keeps what is typed in the field named `text` on the server.
// Words live in the field and on the server, never in the browser's storage. Nothing is overwritten unseen: every save
// names the version it is based on, and an answer "saved elsewhere" (412) puts both texts in front of the writer.
import { askWhichToKeep } from "./autosave_conflict.js";

const PAUSE = 1500;
const LONGEST_PAUSE = 5000;
const RETRY_PAUSES = [2000, 4000, 8000, 15000, 30000];
// Browsers refuse to finish a request after the page is gone when its body is larger than 64 kB.
const KEEPALIVE_LIMIT = 20000;

const SAYINGS = {
  "": () => "",
  saving: () => "Saving…",
  saved: () => `Saved ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`,
  failed: () => "Not saved. Your words are still here; trying again.",
  "signed-out": () => "You are signed out. Sign in in another tab, then press Save. Your words are still here.",
  conflict: () => "Not saved. Choose below.",
};

export function keepAutosaved(form) {
  const field = form.elements.namedItem("text");
  if (!field) return;
  const draft = new Draft(form, field);
  field.addEventListener("input", () => draft.changed());
  field.addEventListener("blur", () => draft.save());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") draft.save();
  });
  window.addEventListener("pagehide", () => draft.save());
  window.addEventListener("online", () => draft.save());
  form.addEventListener("submit", (event) => draft.holdBack(event));
  window.addEventListener("pageshow", () => draft.wasPutBack(), { once: true });
}

class Draft {
  constructor(form, field) {
    this.form = form;
    this.field = field;
    this.status = form.querySelector("[data-autosave-status]");
    this.version = form.dataset.version;
    this.kept = field.defaultValue;
    this.state = "";
    this.attempt = null;
    this.running = null;
    this.failures = 0;
    this.unsavedSince = 0;
    this.timer = 0;
  }

  get isUnsaved() {
    return this.field.value !== this.kept;
  }

  changed() {
    if (!this.isUnsaved) {
      this.settled("");
      return;
    }
    this.form.dataset.unsaved = "";
    this.unsavedSince ||= Date.now();
    if (this.isWaitingForTheWriter || this.state === "failed") return;
    const atMost = this.unsavedSince + LONGEST_PAUSE - Date.now();
    this.saveIn(Math.max(0, Math.min(PAUSE, atMost)));
  }

  // Saving again by itself would either fail the same way or overwrite words unseen.
  get isWaitingForTheWriter() {
    return this.state === "signed-out" || this.state === "conflict" || this.state === "refused";
  }

  saveIn(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  /** Resolves to true when the server has the words in the field. */
  async save({ asked = false } = {}) {
    clearTimeout(this.timer);
    // Two may have waited for the same answer; only one of them goes next.
    while (this.running) await this.running;
    if (!this.isUnsaved) return true;
    if (this.isWaitingForTheWriter && !asked) return false;
    this.running = this.send();
    await this.running;
    this.running = null;
    return !this.isUnsaved;
  }

  async send() {
    const slow = setTimeout(() => this.say("saving"), 400);
    const text = this.field.value;
    try {
      const answer = await fetch(this.form.dataset.autosave, this.request(text));
      await this.take(answer, text);
    } catch {
      this.tryAgain();
    } finally {
      clearTimeout(slow);
    }
  }

  request(text) {
    // The same words on the same version are the same wish: an answer that got lost is then not a second save.
    if (this.attempt?.text !== text || this.attempt?.version !== this.version) {
      this.attempt = { text, version: this.version, key: crypto.randomUUID() };
    }
    return {
      method: "PUT",
      credentials: "same-origin",
      // A redirect leads to the sign-in page, whose "200 OK" must not be taken for "saved".
      redirect: "manual",
      keepalive: text.length < KEEPALIVE_LIMIT,
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "Idempotency-Key": this.attempt.key,
        "If-Match": `"${this.version}"`,
        "X-CSRFToken": this.form.elements.namedItem("csrfmiddlewaretoken")?.value ?? "",
      },
      body: JSON.stringify({ text }),
    };
  }

  async take(answer, text) {
    if (answer.ok) return this.taken(answer, text);
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return this.say("signed-out");
    if (answer.status >= 500 || answer.status === 408 || answer.status === 429) return this.tryAgain();
    const body = await answer.json().catch(() => ({}));
    if (answer.status === 412 && typeof body.current?.text === "string") return this.conflict(answer, body.current);
    return this.say("refused", `Not saved. ${body.message ?? body.detail ?? "The server did not accept it."} Your words are still here.`);
  }

  async taken(answer, text) {
    const body = await answer.json().catch(() => ({}));
    this.basedOn(versionIn(answer, body) ?? this.version);
    this.kept = text;
    this.settled("saved");
    if (this.isUnsaved) this.changed();
  }

  settled(state) {
    this.failures = 0;
    this.unsavedSince = 0;
    delete this.form.dataset.unsaved;
    this.say(state);
  }

  basedOn(version) {
    this.version = `${version}`;
    this.form.dataset.version = this.version;
    // For the ordinary submission of the form.
    const field = this.form.elements.namedItem("version");
    if (field) field.value = this.version;
  }

  tryAgain() {
    this.say("failed");
    const pause = RETRY_PAUSES[Math.min(this.failures, RETRY_PAUSES.length - 1)];
    this.failures += 1;
    this.saveIn(pause);
  }

  conflict(answer, current) {
    if (current.text === this.field.value) {
      this.basedOn(versionIn(answer, current) ?? this.version);
      this.kept = current.text;
      this.settled("saved");
      return;
    }
    const version = versionIn(answer, current) ?? this.version;
    // Nobody else writes a section: it was its author, in another tab or on another device.
    this.ask({ title: "You saved other words in another tab or on another device", version, theirs: current.text });
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

  // Signing in again, in another tab, changed the token that this page carries.
  async renewToken() {
    const page = await fetch(window.location.href, { redirect: "manual" }).then((answer) => answer.text(), () => "");
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector('input[name="csrfmiddlewaretoken"]');
    if (!fresh) return;
    for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = fresh.value;
  }

  say(state, words = SAYINGS[state]()) {
    if (state !== "saving") this.state = state;
    if (!this.status) return;
    this.status.dataset.state = state;
    if (this.status.textContent !== words) this.status.textContent = words;
  }
}

function versionIn(answer, body) {
  return body.version ?? answer.headers.get("ETag")?.replace(/^W\//, "").replaceAll('"', "");
}
