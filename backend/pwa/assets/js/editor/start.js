import { offerLeftovers } from "./leftovers.js";
import { openImageDialog } from "./image_dialog.js";
import { openLinkDialog } from "./link_dialog.js";
import { PageDraft } from "./page_draft.js";
import { followPreview } from "./preview.js";
import { useToolbar } from "./toolbar.js";

export function startEditor(form) {
  const field = form.elements.namedItem("body");
  const editor = form.querySelector("[data-editor]");
  for (const element of document.querySelectorAll("[data-without-scripts]")) element.remove();
  const draft = new PageDraft(form);
  draft.start();
  offerLeftovers(draft, document.querySelector("[data-leftovers]"));
  const preview = followPreview({ form, field, panel: editor.querySelector("[data-preview]"), editor });
  useToolbar(editor.querySelector("[data-tools]"), field, {
    link: () => openLinkDialog(document.querySelector("[data-link-dialog]"), field),
    image: () => openImageDialog(document.querySelector("[data-image-dialog]"), field),
    preview: () => preview.open(),
  });
}
