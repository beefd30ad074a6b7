// <form data-save-first>: leads away from a page on which somebody writes, so what was typed is saved before it goes.
// It never waits long: who has to leave, leaves.
import { saveEverything } from "./autosave_section.js";

const AT_MOST = 3000;

export function saveFirst(form) {
  let isReady = false;
  form.addEventListener("submit", async (event) => {
    if (isReady) return;
    event.preventDefault();
    const { submitter } = event;
    await Promise.race([saveEverything(), new Promise((go) => setTimeout(go, AT_MOST))]);
    // With nothing to save the browser would still be busy with this press, and swallow the next.
    await new Promise((go) => setTimeout(go));
    isReady = true;
    form.requestSubmit(submitter);
  });
  window.addEventListener("pageshow", () => {
    isReady = false;
  });
}
