// A browser's subscription at its push service, and what the site knows of it. For pages and for the service worker.
const ADDRESS = "/api/v1/push/subscriptions";

// base64url, as the site writes its key, to bytes, as browsers take it.
export function keyOf(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

export function sameKey(subscription, key) {
  const used = new Uint8Array(subscription.options.applicationServerKey ?? []);
  return used.length === key.length && used.every((byte, place) => byte === key[place]);
}

// One with this key: a browser keeps to the key it began with until it is unsubscribed.
export async function subscriptionWith(registration, key) {
  const found = await registration.pushManager.getSubscription();
  if (found && sameKey(found, key)) return found;
  await found?.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

export function saveSubscription(subscription, token) {
  const { endpoint, keys } = subscription.toJSON();
  return send(ADDRESS, { endpoint, p256dh: keys.p256dh, auth: keys.auth }, token);
}

export function endSubscription(subscription, token) {
  return send(`${ADDRESS}/end`, { endpoint: subscription.endpoint }, token);
}

async function send(address, body, token) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": crypto.randomUUID() };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${answer.status}`);
}

// Whoever signs out in a browser is not told there any more, whether or not the server hears of it.
export async function stopBeingTold() {
  const registration = await navigator.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}
