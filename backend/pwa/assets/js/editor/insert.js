// Writing into the text as if it were typed: Undo takes it back.
export function insert(field, text) {
  field.focus();
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What brings the cursor back to where it is now: some browsers forget it while a dialog is open. */
export function placeIn(field) {
  const { selectionStart, selectionEnd } = field;
  return () => field.setSelectionRange(selectionStart, selectionEnd);
}

export function selected(field) {
  return field.value.slice(field.selectionStart, field.selectionEnd);
}

/** On lines of its own, with an empty line before it and one after. */
export function insertBlock(field, text) {
  const before = field.value.slice(0, field.selectionStart).replace(/[ \t]+$/, "");
  const after = field.value.slice(field.selectionEnd);
  const gap = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const end = after === "" || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  insert(field, `${gap}${text}${end}`);
  field.setSelectionRange(field.selectionStart - end.length, field.selectionStart - end.length);
}

/** Writes anew the lines that the selection touches. `change` gets a line and its place among them. */
export function changeLines(field, change) {
  const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  const found = field.value.indexOf("\n", field.selectionEnd);
  const end = found === -1 ? field.value.length : found;
  const lines = field.value.slice(start, end).split("\n");
  field.setSelectionRange(start, end);
  insert(field, lines.map(change).join("\n"));
}
