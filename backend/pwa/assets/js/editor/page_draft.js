// The form of a page's words: saved by itself once there is a revision to save into; until the server has the words
// there is a copy in this browser.
import { Draft, timeOf } from "../autosave.js";
import { Copies } from "./copies.js";
import { saysTheSame, textOf, wordsOf } from "./fields.js";

const COPY_PAUSE = 250;
const SAYINGS = {
  failed: () => "Not saved: no answer from Alongside. Your words are kept on this device; trying again.",
  "signed-out": () => "Not saved: you are signed out. Your words are kept on this device. Sign in in another tab and come back here.",
  "other-person": () => "Not saved: somebody else is signed in now. Your words are kept on this device for you.",
  here: () => `Kept on this device ${timeOf(new Date())}. Press Save draft to save it for good.`,
};

export class PageDraft extends Draft {
  constructor(form) {
    super(form, { address: form.dataset.autosaveTo, pause: 2000, longestPause: 10000, sayings: SAYINGS });
    this.copies = new Copies(form.dataset.keep);
    this.copyTimer = 0;
    // A form that was sent back holds words that nobody has saved.
    this.kept = "unsaved" in form.dataset ? "" : this.read();
  }

  start() {
    this.follow(this.form);
    this.form.addEventListener("submit", (event) => this.holdBack(event), { capture: true });
    window.addEventListener("pagehide", () => this.copyNow());
    document.addEventListener("visibilitychange", () => this.comeBack());
    window.addEventListener("focus", () => this.comeBack());
    if (this.kept === "") this.changed();
  }

  read() {
    return textOf(this.form);
  }

  body(text) {
    return JSON.stringify(wordsOf(text));
  }

  get isWaitingForTheWriter() {
    return super.isWaitingForTheWriter || this.state === "other-person";
  }

  changed() {
    // What the server refused may be right now.
    if (this.state === "refused") this.state = "";
    clearTimeout(this.copyTimer);
    this.copyTimer = setTimeout(() => this.copyNow(), COPY_PAUSE);
    super.changed();
  }

  copyNow() {
    clearTimeout(this.copyTimer);
    if (!this.isUnsaved) return;
    const isKept = this.copies.keep({ text: this.read(), version: this.version, at: Date.now() });
    if (!this.address && isKept) this.say("here");
  }

  async save(options) {
    return this.address ? super.save(options) : false;
  }

  settled(state) {
    super.settled(state);
    clearTimeout(this.copyTimer);
    this.copies.drop();
  }

  reasonIn(body) {
    const [first] = Object.values(body.fields ?? {});
    return first?.[0] ?? (typeof body.detail === "string" ? body.detail : "Something in the form is not complete.");
  }

  // The server has kept these words beside the ones that were saved first.
  conflict(version, current) {
    const text = this.read();
    if (saysTheSame(text, current)) {
      this.basedOn(version ?? this.version);
      this.kept = text;
      this.settled("saved");
      return;
    }
    this.copyNow();
    this.say("conflict", "Not saved over: other words were saved first. Yours are kept too. ");
    const link = Object.assign(document.createElement("a"), { className: "govuk-link", textContent: "See both texts" });
    link.href = this.form.dataset.merge;
    link.addEventListener("click", (event) => this.toBothTexts(event));
    this.status?.append(link);
  }

  // What was typed since then goes there as well: the ordinary submission is as late, and is kept in the same way.
  toBothTexts(event) {
    event.preventDefault();
    this.letGo = true;
    this.form.requestSubmit(this.form.querySelector('button[value="save"]'));
  }

  // A save that is under way would make the form's own submission come too late.
  async holdBack(event) {
    if (this.letGo || !this.address || (!this.isUnsaved && !this.running)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    if (this.state === "signed-out") await this.comeBack();
    await this.save({ asked: true });
    // Whatever came of it: the server shows what is wrong, or both texts, and forgets nothing either.
    this.letGo = this.state !== "signed-out" && this.state !== "other-person" && this.state !== "failed";
    if (this.letGo) this.form.requestSubmit(submitter);
  }

  async comeBack() {
    if (document.visibilityState !== "visible" || (this.state !== "signed-out" && this.state !== "other-person")) return;
    const page = await this.renewToken();
    const keep = page?.querySelector("form[data-write]")?.dataset.keep;
    if (keep === undefined) return;
    if (keep === this.form.dataset.keep) await this.save({ asked: true });
    else this.say("other-person");
  }
}
