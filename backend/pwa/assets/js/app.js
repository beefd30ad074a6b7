// The script of every page. Each module enhances elements that carry its data attribute; without them it does nothing.
import { keepAutosaved } from "./autosave_section.js";
import { reloadPrivatePages } from "./bfcache.js";
import { closeFromOutside } from "./close_outside.js";
import { confirmLeaving } from "./confirm_leave.js";
import { followContents } from "./contents.js";
import { askForLease, keepOnDevice } from "./device.js";
import { focusErrors } from "./error_focus.js";
import { explainTerms } from "./explain_terms.js";
import { forgetOnSignOut, forgetSavedDraft } from "./forget_drafts.js";
import { orderAgenda } from "./order_agenda.js";
import { tellPasskeyProblems } from "./passkey_problems.js";
import { followProgress } from "./progress.js";
import { saveFirst } from "./save_first.js";
import { searchAsYouType } from "./search_as_you_type.js";
import { submitOnce } from "./submit_once.js";
import { suggestSelected } from "./suggest.js";

reloadPrivatePages();
focusErrors();
for (const form of document.querySelectorAll("form[data-search-as-you-type]")) searchAsYouType(form);
// Before the others that listen to "submit": it may hold a submission back until the words are saved.
for (const form of document.querySelectorAll("form[data-autosave]")) keepAutosaved(form);
for (const form of document.querySelectorAll("form[data-confirm-leave]")) confirmLeaving(form);
for (const form of document.querySelectorAll("form[data-save-first]")) saveFirst(form);
for (const form of document.querySelectorAll("form[data-submit-once]")) submitOnce(form);
for (const list of document.querySelectorAll("[data-order-agenda]")) orderAgenda(list);
for (const form of document.querySelectorAll("form[data-suggest]")) suggestSelected(form);
for (const details of document.querySelectorAll("details[data-contents]")) followContents(details);
for (const words of document.querySelectorAll("[data-explain-terms]")) explainTerms(words);
for (const details of document.querySelectorAll("details[data-close-outside]")) closeFromOutside(details);
for (const status of document.querySelectorAll("[data-passkey-status]")) tellPasskeyProblems(status);
for (const region of document.querySelectorAll("[data-progress]")) followProgress(region);
forgetOnSignOut();
for (const heading of document.querySelectorAll("[data-saved-words]")) forgetSavedDraft(heading);
for (const header of document.querySelectorAll("header[data-device]")) keepOnDevice(header);
for (const header of document.querySelectorAll("header[data-lent]")) askForLease(header);
