// The service worker's part of push, in a worker that is played: reads steps, says what each led to.
import { readFileSync } from "node:fs";

const { listenForPush } = await import(process.argv[2]);
const { page, steps } = JSON.parse(readFileSync(0, "utf8"));
const listeners = {};
let did = [];
let windows = [];
let kept = null;

const subscriptionWith = (key) => ({
  options: { applicationServerKey: key },
  toJSON: () => ({ endpoint: "https://fcm.googleapis.com/new", keys: { p256dh: "p", auth: "a" } }),
  unsubscribe: async () => did.push("unsubscribed"),
});
const worker = {
  addEventListener: (name, listener) => (listeners[name] = listener),
  registration: {
    showNotification: async (title, { body, tag, data }) => did.push({ title, body, tag, data }),
    pushManager: {
      getSubscription: async () => kept,
      subscribe: async ({ applicationServerKey }) => subscriptionWith(applicationServerKey),
    },
  },
  clients: {
    matchAll: async () => windows.map((url) => ({ url, focus: async () => did.push(`focus ${url}`) })),
    openWindow: async (url) => did.push(`open ${url}`),
  },
};
globalThis.fetch = async (address, { method = "GET", headers = {}, body } = {}) => {
  if (method === "GET" && !page) throw new TypeError("redirected");
  did.push([method, address, headers["X-CSRFToken"] ?? "", body ?? ""]);
  return { ok: true, text: async () => page };
};
listenForPush(worker, "/icon.png");

const told = [];
for (const step of steps) {
  did = [];
  windows = step.windows ?? [];
  kept = step.kept ? subscriptionWith(new Uint8Array([9])) : null;
  const json = () => JSON.parse(step.data);
  const event = { data: step.data === undefined ? null : { json }, notification: { close: () => did.push("closed") } };
  let whole = null;
  listeners[step.event]({ ...event, waitUntil: (promise) => (whole = promise) });
  await whole;
  told.push(did);
}
process.stdout.write(JSON.stringify(told));
