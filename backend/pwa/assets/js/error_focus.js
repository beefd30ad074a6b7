// After a refused form: the summary of errors takes the focus, and its links go to the field with its label in view.
export function focusErrors() {
  const summary = document.querySelector("[data-error-summary], .govuk-error-summary");
  if (!summary) return;
  summary.setAttribute("tabindex", "-1");
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const words = field.closest("fieldset")?.querySelector("legend") ?? field.labels?.[0] ?? field;
    words.scrollIntoView();
    field.focus({ preventScroll: true });
  });
}
