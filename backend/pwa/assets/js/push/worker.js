// What the service worker does when a message comes. Whatever comes, something neutral is shown: a browser that shows
// nothing is not told for long.
import { keyOf, saveSubscription, subscriptionWith } from "./subscription.js";

const NEUTRAL = "You have an update in Alongside";
const INBOX = "/inbox/";
const CHOICES = "/account/told";
const LONGEST = 80;

export function listenForPush(worker, icon) {
  worker.addEventListener("push", (event) => event.waitUntil(show(worker.registration, event.data, icon)));
  worker.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(openInbox(worker.clients));
  });
  worker.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(subscribeAgain(worker.registration)));
}

function show(registration, data, icon) {
  return registration.showNotification("Alongside", {
    body: sentenceOf(data),
    icon,
    lang: "en-GB",
    // One line on the screen for all that waits: the newest says the most pressing.
    tag: "alongside",
    renotify: true,
    data: { url: INBOX },
  });
}

function sentenceOf(data) {
  try {
    const { text } = data.json();
    return typeof text === "string" && text.trim() && text.length <= LONGEST ? text : NEUTRAL;
  } catch {
    return NEUTRAL;
  }
}

// A page that is open may have something half written in it: it is shown as it is, and says itself that something is new.
async function openInbox(clients) {
  const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = open.find(({ url }) => new URL(url).pathname === INBOX) ?? open[0];
  return page ? page.focus() : clients.openWindow(INBOX);
}

// The push service has given this browser another address. The page of one's choices knows the key and the token of the
// session; without a sign-in, it is put right the next time that page is opened.
async function subscribeAgain(registration) {
  const page = await fetch(CHOICES, { redirect: "error" }).then((answer) => answer.text()).catch(() => "");
  const [, key] = page.match(/data-push="([\w-]+)" data-push-on/) ?? [];
  const [, token] = page.match(/name="csrfmiddlewaretoken" value="(\w+)"/) ?? [];
  if (key && token) await saveSubscription(await subscriptionWith(registration, keyOf(key)), token);
}
