// <div data-push="KEY" data-push-on>: turns this device on and off. The browser's question comes after a press only.
// KEY is the site's public key; data-push-on: this browser was turned on by whoever is signed in.
import { endSubscription, keyOf, sameKey, saveSubscription, subscriptionWith } from "./push/subscription.js";

const OFF = "This device is not told anything.";
const ON = "This device is turned on.";
const BLOCKED =
  "Notifications are blocked for this site. Allow them in your browser's settings for this site, then open this page again.";
const NO_WAY = "This browser cannot be told anything while Alongside is closed. Your inbox and the daily e-mail work.";
const HOME_SCREEN =
  "On an iPhone or iPad, put Alongside on the home screen first: Share, then “Add to Home Screen”. Open it from there and come back to this page.";
const FAILED = "That did not work. Check your signal and try again.";

for (const part of document.querySelectorAll("[data-push]")) begin(part);

async function begin(part) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button";
  const say = (words) => (part.querySelector("[data-push-state]").textContent = words);
  const show = (words, label = "") => {
    say(words);
    button.textContent = label;
    if (label) part.append(button);
    else button.remove();
  };
  if (!canBeTold()) return show(isApple() ? HOME_SCREEN : NO_WAY);
  if (Notification.permission === "denied") return show(BLOCKED);
  const registration = await navigator.serviceWorker.ready;
  const key = keyOf(part.dataset.push);
  const draw = (isOn) => show(isOn ? ON : OFF, isOn ? "Turn off on this device" : "Turn on for this device");
  let isOn = await stillOn({ part, registration, key }).catch(() => false);
  draw(isOn);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      if (!isOn && (await Notification.requestPermission()) !== "granted") {
        if (Notification.permission === "denied") show(BLOCKED);
        return;
      }
      isOn = isOn ? await turnOff(registration) : await turnOn(registration, key);
      draw(isOn);
    } catch {
      say(FAILED);
    } finally {
      button.disabled = false;
    }
  });
}

function canBeTold() {
  const works = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  return works && document.querySelector("header[data-device]") !== null;
}

function isApple() {
  const isPad = navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1;
  return (/iPhone|iPad/.test(navigator.userAgent) || isPad) && !window.matchMedia("(display-mode: standalone)").matches;
}

// The site may have another key by now, or the push service given the browser another address: both are put right here,
// where somebody had said yes before.
async function stillOn({ part, registration, key }) {
  const found = await registration.pushManager.getSubscription();
  if (!("pushOn" in part.dataset) || Notification.permission !== "granted") return false;
  if (!found || !sameKey(found, key)) return turnOn(registration, key);
  await saveSubscription(found, token());
  return true;
}

async function turnOn(registration, key) {
  await saveSubscription(await subscriptionWith(registration, key), token());
  return true;
}

async function turnOff(registration) {
  const found = await registration.pushManager.getSubscription();
  if (found) {
    await endSubscription(found, token());
    await found.unsubscribe();
  }
  return false;
}

function token() {
  return document.querySelector('input[name="csrfmiddlewaretoken"]').value;
}
