// The tools beside the text. One stop of the Tab key; the arrow keys go from tool to tool.
import { changeLines, insert, insertBlock, selected } from "./insert.js";

const TABLE = "| Agency | Can | Cannot |\n|---|---|---|\n|  |  |  |";
const MARKS = /^(#{1,6} |- |\d+\. )/;

export function useToolbar(tools, field, { link, image, preview }) {
  const toolbar = tools.querySelector("[data-toolbar]");
  const uses = {
    heading: () => changeLines(field, (line) => `### ${line.replace(MARKS, "")}`),
    bold: () => embolden(field),
    list: () => changeLines(field, (line) => `- ${line.replace(MARKS, "")}`),
    steps: () => changeLines(field, (line, place) => `${place + 1}. ${line.replace(MARKS, "")}`),
    table: () => insertBlock(field, TABLE),
    telephone: () => insertNumber(field),
    link,
    image,
    preview,
  };
  tools.hidden = false;
  rove(toolbar);
  toolbar.addEventListener("click", (event) => uses[event.target.closest("[data-tool]")?.dataset.tool]?.());
  field.addEventListener("keydown", (event) => {
    const use = (event.ctrlKey || event.metaKey) && { b: uses.bold, k: uses.link }[event.key];
    if (!use) return;
    event.preventDefault();
    use();
  });
  tools.querySelector("[data-add-part]").addEventListener("click", () => {
    insertBlock(field, tools.querySelector("[data-part]").value.trimEnd());
  });
}

function embolden(field) {
  const words = selected(field);
  insert(field, `**${words || "important words"}**`);
  if (words !== "") return;
  field.setSelectionRange(field.selectionStart - 17, field.selectionStart - 2);
}

// What is marked is taken for the number when it looks like one.
function insertNumber(field) {
  const words = selected(field).trim();
  const digits = words.replace(/[\s()-]/g, "");
  if (/^\+?\d{3,15}$/.test(digits)) {
    insert(field, `[${words}](tel:${digits})`);
    return;
  }
  insert(field, `${words && `${words} `}[101](tel:101)`);
}

function rove(toolbar) {
  const buttons = [...toolbar.querySelectorAll("button")];
  const settle = (current) => {
    for (const button of buttons) button.tabIndex = button === current ? 0 : -1;
  };
  settle(buttons[0]);
  toolbar.addEventListener("focusin", (event) => settle(event.target));
  toolbar.addEventListener("keydown", (event) => {
    const place = buttons.indexOf(document.activeElement);
    const next = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    buttons[(next + buttons.length) % buttons.length].focus();
  });
}
