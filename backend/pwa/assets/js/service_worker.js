// Between the pages and the network. One table of addresses and what answers them; whatever is not in it goes straight to
// the network and is never kept: supervision, accounts, the API, everything that is sent.
// `self.alongside` stands above this text when the server hands it out: version, files, shell.
import { heldAt, placeOf } from "./offline/places.js";
import { IMAGES, openStore } from "./offline/store.js";
import { listenForPush } from "./push/worker.js";

const { version, files, shell } = self.alongside;
const FILES = `alongside-files-${version}`;
// One bar of signal: whoever has the page in the pocket does not wait longer than this for a newer one.
const LIMIT = 3000;
// What stands in front of a server says so when the server is gone.
const GONE = [502, 504];

const TABLE = [
  { when: ({ url }) => url.pathname.startsWith("/static/"), answer: fromFiles },
  { when: ({ url }) => /^\/manual\/images\/[^/]+\.webp$/.test(url.pathname), answer: fromImages },
  { when: ({ request }) => request.mode === "navigate", answer: networkThenShell },
];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll([...files, shell].map(fresh))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener("message", ({ data }) => {
  if (data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  // Signing out is the one press that has an answer of its own when there is no signal.
  const isSignOut = request.method === "POST" && url.pathname === "/account/logout/" && request.mode === "navigate";
  if (url.origin !== self.location.origin || (request.method !== "GET" && !isSignOut)) return;
  const line = TABLE.find(({ when }) => when({ request, url }));
  if (line) event.respondWith(line.answer({ event, request, url }));
});

listenForPush(
  self,
  files.find((address) => address.includes("icons/app-192")),
);

function fresh(address) {
  return new Request(address, { cache: "reload" });
}

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith("alongside-files-") && name !== FILES);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function fromFiles({ request }) {
  return (await caches.match(request, { cacheName: FILES })) ?? fetch(request);
}

// Their addresses are digests of what they show, so what is kept is never too old.
async function fromImages({ request }) {
  return (await caches.match(request, { cacheName: IMAGES })) ?? fetch(request);
}

async function networkThenShell({ event, request, url }) {
  const network = fromNetwork(event, request);
  event.waitUntil(network.catch(() => {}));
  try {
    const answer = await Promise.race([network, lateIfHeld(url)]);
    if (answer && !GONE.includes(answer.status)) return answer;
  } catch {
    // No network: what the device keeps, or what needs a signal, is said by the shell.
  }
  return (await caches.match(shell, { cacheName: FILES })) ?? network;
}

async function fromNetwork(event, request) {
  return (await event.preloadResponse) ?? fetch(request);
}

// Never comes for what is not kept here: then there is nothing better to show than what the network will bring.
async function lateIfHeld(url) {
  await new Promise((resolve) => setTimeout(resolve, LIMIT));
  const store = await openStore().catch(() => null);
  const held = await heldAt(store, placeOf(url)).catch(() => null);
  store?.close();
  return held ? null : new Promise(() => {});
}
