// <form data-suggest> with a hidden button: words selected in [data-suggest-from] go into it, and the button comes to them.
// It also stands next after those words for the Tab key. Without a selection it is not there at all.
const LONGEST = 1000;
// A tap on the button takes the selection away first on some phones: the button waits that long.
const PATIENCE = 400;

export function suggestSelected(form) {
  const page = document.querySelector("[data-suggest-from]");
  const button = form.querySelector("button");
  let leaving;
  if (!page || !button) return;
  document.addEventListener("selectionchange", () => {
    const range = selectedIn(page);
    clearTimeout(leaving);
    if (range) return offer({ form, button, range });
    leaving = setTimeout(() => {
      if (document.activeElement !== button) button.hidden = true;
    }, PATIENCE);
  });
  // The words stay selected while the button is pressed.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
}

function selectedIn(page) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const words = selection.toString().trim();
  if (words.length < 3 || words.length > LONGEST || !page.contains(range.commonAncestorContainer)) return null;
  return range;
}

function offer({ form, button, range }) {
  form.elements.passage.value = document.getSelection().toString().trim();
  const block = blockOf(range.endContainer);
  if (button.previousElementSibling !== block) block.after(button);
  button.hidden = false;
  place({ button, range });
}

// The whole paragraph, list or table: a button fits after each of them.
function blockOf(node) {
  let element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  while (!element.parentElement.matches("section, header, footer, [data-suggest-from], [data-words]")) {
    element = element.parentElement;
  }
  return element;
}

// Below the last line: above it phones show their own menu.
function place({ button, range }) {
  const last = [...range.getClientRects()].at(-1) ?? range.getBoundingClientRect();
  const frame = button.offsetParent.getBoundingClientRect();
  const room = document.documentElement.clientWidth - button.offsetWidth - 16;
  const left = Math.max(Math.min(last.right - button.offsetWidth / 2, room), 16);
  button.style.top = `${last.bottom - frame.top + 12}px`;
  button.style.left = `${left - frame.left}px`;
}
