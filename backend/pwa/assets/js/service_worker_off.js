// Handed out instead of service_worker.js when the site is told to keep nothing on devices: it takes the place of the
// other one, removes what that one kept, and itself.
import { removeStore } from "./offline/store.js";

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil(leave());
});

async function leave() {
  const names = (await caches.keys()).filter((name) => name.startsWith("alongside-"));
  await Promise.all(names.map((name) => caches.delete(name)));
  await removeStore();
  await self.registration.unregister();
}
