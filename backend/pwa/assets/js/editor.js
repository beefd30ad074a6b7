// The script of the page on which the manual is written, beside the one of every page.
import { startEditor } from "./editor/start.js";

for (const form of document.querySelectorAll("form[data-write]")) startEditor(form);
