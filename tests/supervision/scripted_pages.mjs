// Pages in which a part of a record is written, without a browser: our own scripts, just enough of a document for them,
// and a clock and a network that whoever tests turns by hand. One command a line comes in, one answer a line goes out.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import vm from "node:vm";

const [folder, mutation] = process.argv.slice(2);
const source = ["autosave.js", "autosave_conflict.js", "autosave_section.js"]
  .map((name) => readFileSync(`${folder}/${name}`, "utf8").replace(/^import .*$/gm, "").replace(/^export /gm, ""))
  .join("\n");
const [wanted, instead] = JSON.parse(mutation ?? "[]");
if (wanted && !source.includes(wanted)) throw new Error(`not in the scripts: ${wanted}`);
const program = new vm.Script(`${wanted ? source.replace(wanted, instead) : source}\nkeepAutosaved(form);`);

class Listened {
  #listeners = {};

  addEventListener(kind, listener) {
    (this.#listeners[kind] ??= []).push(listener);
  }

  fire(kind) {
    for (const listener of this.#listeners[kind] ?? []) listener({ preventDefault() {} });
  }
}

class Element extends Listened {
  constructor() {
    super();
    Object.assign(this, { dataset: {}, children: [], textContent: "" });
  }

  setAttribute(name, value) {
    this.label = value;
  }

  focus() {}

  querySelector() {
    return null;
  }

  /** Asked for by its label only: [aria-label='Two versions']. */
  querySelectorAll(asked) {
    return this.children.filter((child) => asked.includes(`'${child.label}'`));
  }

  append(...children) {
    for (const child of children) child.parent = this;
    this.children.push(...children);
  }

  prepend(child) {
    child.parent = this;
    this.children.unshift(child);
  }

  replaceChildren(...children) {
    this.children = [];
    this.append(...children);
  }

  remove() {
    this.parent.children = this.parent.children.filter((child) => child !== this);
  }

  /** Every element in this one, with itself. */
  *all() {
    yield this;
    for (const child of this.children) yield* child.all();
  }
}

class ScriptedPage {
  /** `putBack`: words of before, which a browser has put into the box when the script begins. */
  constructor({ path, version, text, putBack = text }) {
    this.now = 0;
    this.timers = new Map();
    this.requests = new Map();
    this.field = Object.assign(new Element(), { value: putBack, defaultValue: text });
    this.status = new Element();
    this.region = new Element();
    const named = { text: this.field, csrfmiddlewaretoken: { value: "token" } };
    this.form = Object.assign(new Element(), {
      dataset: { autosave: path, version: `${version}` },
      elements: { namedItem: (name) => named[name] ?? null },
      querySelector: (asked) => (asked.includes("status") ? this.status : this.region),
    });
    this.window = new Listened();
    program.runInContext(vm.createContext(this.world()));
  }

  world() {
    const clock = () => this.now;
    return {
      form: this.form,
      window: this.window,
      document: Object.assign(new Listened(), { visibilityState: "visible", createElement: () => new Element() }),
      crypto: globalThis.crypto,
      Date: class extends Date {
        static now() {
          return clock();
        }
      },
      setTimeout: (act, pause) => this.timers.set(++ids, { act, at: this.now + pause }) && ids,
      clearTimeout: (id) => this.timers.delete(id),
      AbortController: globalThis.AbortController,
      fetch: (address, { headers, body, signal }) => this.sends({ headers, body, signal }),
    };
  }

  sends({ headers, body, signal }) {
    const id = ++ids;
    return new Promise((resolve, reject) => {
      this.requests.set(id, { headers, body, resolve, reject });
      signal.addEventListener("abort", () => {
        this.requests.delete(id);
        reject(signal.reason);
      });
    });
  }

  /** As a browser does on "back" and "reload": nobody is told of it. */
  putsBack({ text }) {
    this.field.value = text;
  }

  types({ text }) {
    this.field.fire("beforeinput");
    this.field.value = text;
    this.field.fire("input");
  }

  leavesTheBox() {
    this.field.fire("focusout");
  }

  presses({ words }) {
    this.buttons().find((button) => button.textContent === words).fire("click");
  }

  /** `cutOff`: only the beginning of the body arrives. */
  hears({ id, status, body, cutOff = false }) {
    const { resolve } = this.requests.get(id);
    this.requests.delete(id);
    const json = async () => JSON.parse(cutOff ? "{" : JSON.stringify(body));
    resolve({ ok: status < 300, status, type: "basic", headers: { get: () => `"${body.version ?? ""}"` }, json });
  }

  hearsNothing({ id }) {
    this.requests.get(id).reject(new TypeError("Failed to fetch"));
    this.requests.delete(id);
  }

  async waits({ seconds }) {
    const until = this.now + seconds * 1000;
    for (;;) {
      const due = [...this.timers].filter(([, timer]) => timer.at <= until).sort((one, other) => one[1].at - other[1].at)[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.now = Math.max(this.now, due[1].at);
      due[1].act();
      await quiet();
    }
    this.now = until;
  }

  buttons() {
    return [...this.region.all()].filter((one) => one.type === "button");
  }

  shown() {
    return {
      says: this.status.dataset.state ?? "",
      box: this.field.value,
      beside: [...this.region.all()].filter((one) => one.className === "conflict__text").map((one) => one.textContent),
      buttons: this.buttons().map((button) => button.textContent),
      unsaved: "unsaved" in this.form.dataset,
      sent: [...this.requests].map(([id, { headers, body }]) => ({ id, headers, body })),
    };
  }
}

let ids = 0;
const pages = {};
const quiet = () => new Promise((resolve) => setImmediate(resolve));

for await (const line of createInterface({ input: process.stdin })) {
  const { page, does, ...how } = JSON.parse(line);
  if (does === "opens") pages[page] = new ScriptedPage(how);
  else await pages[page][does](how);
  for (let round = 0; round < 5; round += 1) await quiet();
  process.stdout.write(`${JSON.stringify(pages[page].shown())}\n`);
}
