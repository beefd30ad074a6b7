// <form data-submit-once>: a second press within five seconds is a slip of the finger, not a second wish.
const PAUSE = 5000;

export function submitOnce(form) {
  let sentAt = -Infinity;
  form.addEventListener("submit", (event) => {
    // Another script holds it back and will submit again.
    if (event.defaultPrevented) return;
    if (performance.now() - sentAt < PAUSE) {
      event.preventDefault();
      return;
    }
    sentAt = performance.now();
  });
  window.addEventListener("pageshow", () => {
    sentAt = -Infinity;
  });
}
