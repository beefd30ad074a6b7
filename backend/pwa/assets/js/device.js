// <header data-device data-worker data-sync>: on pages of somebody who is signed in, and after everything else, the
// service worker is put in place and the device's copy of the manual brought up to date.
export function keepOnDevice(header) {
  if (!("serviceWorker" in navigator) || !("locks" in navigator)) return;
  if (document.readyState === "complete") begin(header);
  else window.addEventListener("load", () => begin(header), { once: true });
}

// <header data-lent>: nobody is signed in. What was lent to this device may have been taken back meanwhile.
export async function askForLease(header) {
  if (!(await holdsCopy())) return;
  const { giveBack } = await import(header.dataset.lent);
  await giveBack();
}

// As offline/store.js makes it, looked for without it: most who are signed out have none.
async function holdsCopy() {
  if (navigator.storageBuckets) return (await navigator.storageBuckets.keys()).includes("alongside");
  return Boolean((await indexedDB.databases?.())?.some(({ name }) => name === "alongside-edition"));
}

async function begin(header) {
  try {
    const registration = await navigator.serviceWorker.register(header.dataset.worker, { updateViaCache: "none" });
    offerNewVersion(registration);
    const { keepUpToDate } = await import(header.dataset.sync);
    await keepUpToDate(header.dataset.device);
  } catch {
    // Without a worker, or without room, the site works as it does in any browser.
  }
}

// A new version waits until nobody has a page open, or somebody asks for it: it never interrupts what is being typed.
function offerNewVersion(registration) {
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const arriving = registration.installing;
    arriving?.addEventListener("statechange", () => {
      if (arriving.state === "installed" && navigator.serviceWorker.controller) offer(arriving);
    });
  });
}

function offer(worker) {
  if (document.querySelector("[data-new-version]")) return;
  const line = document.createElement("p");
  line.className = "device-line";
  line.setAttribute("role", "status");
  line.dataset.newVersion = "";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "device-line__button";
  button.textContent = "Show it";
  button.addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => window.location.reload(), { once: true });
    worker.postMessage("take over");
  });
  line.append("There is a new version of Alongside. ", button);
  document.querySelector(".site-footer > div")?.prepend(line);
}
