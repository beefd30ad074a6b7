// Keeps what is typed in a form on the server. Nothing is overwritten unseen: every save names the version it is based
// on, and an answer "saved elsewhere" (412) puts both texts in front of the writer.
// A subclass says what the words are (read), how they are sent (body) and what happens when somebody was quicker (conflict).
const RETRY_PAUSES = [2000, 4000, 8000, 15000, 30000];
// Browsers refuse to finish a request after the page is gone when its body is larger than 64 kB.
const KEEPALIVE_LIMIT = 20000;
// A network that takes a request and says nothing must not hold up what is typed after it.
const PATIENCE = 20000;

const SAYINGS = {
  "": () => "",
  saving: () => "Saving…",
  saved: () => `Saved ${timeOf(new Date())}`,
  failed: () => "Not saved. Your words are still here; trying again.",
  "signed-out": () => "You are signed out. Sign in in another tab, then press Save. Your words are still here.",
  conflict: () => "Not saved. Choose below.",
};

export function timeOf(when) {
  return when.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

export class Draft {
  constructor(form, { address, pause = 1500, longestPause = 5000, sayings = {} }) {
    this.form = form;
    this.address = address;
    this.pause = pause;
    this.longestPause = longestPause;
    this.sayings = { ...SAYINGS, ...sayings };
    this.status = form.querySelector("[data-autosave-status]");
    this.version = form.dataset.version;
    this.state = "";
    this.attempt = null;
    // The last save may have arrived or not: until the server says so, not even what was there before counts as saved.
    this.isUnheard = false;
    this.running = null;
    this.failures = 0;
    this.unsavedSince = 0;
    this.timer = 0;
  }

  follow(target) {
    target.addEventListener("input", () => this.changed());
    target.addEventListener("focusout", () => this.save());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save();
    });
    window.addEventListener("pagehide", () => this.save());
    window.addEventListener("online", () => this.save());
  }

  get isUnsaved() {
    return this.isUnheard || this.read() !== this.kept;
  }

  changed() {
    if (!this.isUnsaved) {
      this.settled("");
      return;
    }
    this.form.dataset.unsaved = "";
    this.unsavedSince ||= Date.now();
    if (this.isWaitingForTheWriter || this.state === "failed") return;
    const atMost = this.unsavedSince + this.longestPause - Date.now();
    this.saveIn(Math.max(0, Math.min(this.pause, atMost)));
  }

  // Saving again by itself would either fail the same way or overwrite words unseen.
  get isWaitingForTheWriter() {
    return this.state === "signed-out" || this.state === "conflict" || this.state === "refused";
  }

  saveIn(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  /** Resolves to true when the server has the words of the form. */
  async save({ asked = false } = {}) {
    clearTimeout(this.timer);
    // Two may have waited for the same answer; only one of them goes next.
    while (this.running) await this.running;
    if (!this.isUnsaved) return true;
    if (this.isWaitingForTheWriter && !asked) return false;
    const wasUnheard = this.isUnheard;
    this.running = this.send();
    await this.running;
    this.running = null;
    // Only what was sent before is heard of now: what is newer goes next.
    if (wasUnheard && !this.isUnheard && !this.isWaitingForTheWriter) return this.save({ asked });
    return !this.isUnsaved;
  }

  async send() {
    const slow = setTimeout(() => this.say("saving"), 400);
    const patience = new AbortController();
    const enough = setTimeout(() => patience.abort(), PATIENCE);
    // First what was sent before, with the same key: if it arrived, it is not taken for somebody else's words.
    const text = this.isUnheard ? this.attempt.text : this.read();
    try {
      const answer = await fetch(this.address, { ...this.request(text), signal: patience.signal });
      await this.take(answer, text);
    } catch {
      this.tryAgain();
    } finally {
      clearTimeout(slow);
      clearTimeout(enough);
    }
  }

  request(text) {
    // The same words on the same version are the same wish: an answer that got lost is then not a second save.
    if (this.attempt?.text !== text || this.attempt?.version !== this.version) {
      this.attempt = { text, version: this.version, key: crypto.randomUUID() };
    }
    const body = this.body(text);
    return {
      method: "PUT",
      credentials: "same-origin",
      // A redirect leads to the sign-in page, whose "200 OK" must not be taken for "saved".
      redirect: "manual",
      keepalive: body.length < KEEPALIVE_LIMIT,
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "Idempotency-Key": this.attempt.key,
        "If-Match": `"${this.version}"`,
        "X-CSRFToken": this.form.elements.namedItem("csrfmiddlewaretoken")?.value ?? "",
      },
      body,
    };
  }

  async take(answer, text) {
    if (answer.ok) return this.taken(answer, text);
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return this.say("signed-out");
    if (answer.status >= 500 || answer.status === 408 || answer.status === 429) return this.tryAgain();
    const body = await answer.json().catch(() => ({}));
    if (answer.status === 412) {
      // Cut off on its way: the same question has the same answer.
      if (!body.current) return this.tryAgain();
      this.isUnheard = false;
      return this.conflict(versionIn(answer, body.current), body.current);
    }
    return this.say("refused", `Not saved. ${this.reasonIn(body)} Your words are still here.`);
  }

  reasonIn(body) {
    return typeof body.detail === "string" ? body.detail : "The server did not accept it.";
  }

  async taken(answer, text) {
    const body = await answer.json().catch(() => ({}));
    this.isUnheard = false;
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
    this.isUnheard = true;
    this.say("failed");
    const pause = RETRY_PAUSES[Math.min(this.failures, RETRY_PAUSES.length - 1)];
    this.failures += 1;
    this.saveIn(pause);
  }

  // Signing in again, in another tab, changed the token that this page carries. Resolves to the page as it is now.
  async renewToken() {
    const page = await fetch(window.location.href, { redirect: "manual" }).then((answer) => answer.text(), () => "");
    const found = new DOMParser().parseFromString(page, "text/html");
    const fresh = found.querySelector('input[name="csrfmiddlewaretoken"]');
    if (!fresh) return null;
    for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = fresh.value;
    return found;
  }

  say(state, words = this.sayings[state]()) {
    if (state !== "saving") this.state = state;
    if (!this.status) return;
    this.status.dataset.state = state;
    if (this.status.textContent !== words) this.status.textContent = words;
  }
}

function versionIn(answer, body) {
  return body.version ?? answer.headers.get("ETag")?.replace(/^W\//, "").replaceAll('"', "");
}
