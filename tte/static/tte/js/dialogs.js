// Native dialogs and menus: opening, confirming what cannot be undone, closing.
//
// data-open-dialog="ID" opens; data-close closes the dialog around it; a form with data-confirm="ID" is only sent after
// that dialog was answered with "confirm". In such a dialog, [data-typed] holds the words that must be typed first.
// [data-confirm-title], [data-confirm-words] and [data-confirm-act] in the dialog are filled from what the pressed button
// has under the same names, where the act differs. "{NAME}" in the words stands for what is chosen in the form's fields
// of that name.
import {toast} from "./announce.js";
import {gettext} from "./i18n.js";

const NOT_ASKED = new Set(["csrfmiddlewaretoken", "key", "next"]);
const confirmed = new WeakSet();

function open(id) {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return null;
  dialog.returnValue = "";
  dialog.showModal();
  return dialog;
}

function resetTyped(dialog) {
  const typed = dialog.querySelector("[data-typed]");
  if (!typed) return;
  typed.value = "";
  dialog.querySelector('[value="confirm"]').disabled = true;
}

function within(form, submitter) { return submitter?.form === form ? submitter : null; }

function whatIsAsked(form, submitter) {
  const fields = new FormData(form, within(form, submitter));
  return JSON.stringify([form.dataset.command, ...[...fields].filter(([name]) => !NOT_ASKED.has(name))]);
}

// The page may have been drawn anew behind the question: then it must not be another form that is sent.
function goOn(form, submitter, asked) {
  if (!form.isConnected) {
    document.dispatchEvent(new CustomEvent("tte:confirmed", {detail: {form, submitter: within(form, submitter)}}));
  } else if (whatIsAsked(form, submitter) === asked) {
    confirmed.add(form);
    form.requestSubmit(within(form, submitter));
  } else {
    toast(gettext("This has changed meanwhile, and nothing was sent. Look again."));
  }
}

// What is chosen in the fields of one name: the words of the options, and of the ticked boxes what their label says (or
// its data-said, which may name another field in its turn).
function chosen(form, name) {
  const fields = [...form.elements].filter(field => [name, `${name}[]`].includes(field.name) && field.type !== "hidden");
  if (!fields.length) return null;
  const words = fields.flatMap(field => {
    if (field instanceof HTMLSelectElement) return [...field.selectedOptions].map(option => option.textContent);
    if (!field.checked) return [];
    const label = field.labels[0];
    return [label.dataset.said ? withChoices(label.dataset.said, form) : label.textContent];
  });
  return words.map(each => each.replace(/\s+/g, " ").trim()).join(", ") || "–";
}

function withChoices(words, form) {
  return words.replace(/\{([\w.]+)\}/g, (whole, name) => chosen(form, name) ?? whole);
}

function fillIn(dialog, form, asked) {
  for (const part of ["Title", "Words", "Act"]) {
    const place = dialog.querySelector(`[data-confirm-${part.toLowerCase()}]`);
    if (!place) continue;
    place.dataset.usual ??= place.textContent;
    const words = asked?.[`confirm${part}`] ?? place.dataset.usual;
    place.textContent = withChoices(words, form);
  }
}

function askFirst(form, submitter) {
  const dialog = open(submitter?.dataset.confirm ?? form.dataset.confirm);
  if (!dialog) return;
  resetTyped(dialog);
  fillIn(dialog, form, submitter?.dataset);
  const asked = whatIsAsked(form, submitter);
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "confirm") goOn(form, submitter, asked); else submitter?.focus();
  }, {once: true});
}

// In the capture phase, so that no other listener sees a form that is not confirmed yet.
document.addEventListener("submit", event => {
  const form = event.target;
  if (!(form.dataset?.confirm || event.submitter?.dataset.confirm)) return;
  if (confirmed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  askFirst(form, event.submitter);
}, true);

document.addEventListener("input", event => {
  const typed = event.target.closest?.("[data-typed]");
  if (!typed) return;
  typed.closest("dialog").querySelector('[value="confirm"]').disabled = typed.value.trim() !== typed.dataset.typed.trim();
});

document.addEventListener("click", event => {
  const opener = event.target.closest?.("[data-open-dialog]");
  if (opener) {
    opener.closest("details[data-menu]")?.removeAttribute("open");
    open(opener.dataset.openDialog);
  }
  event.target.closest?.("[data-close]")?.closest("dialog")?.close();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});

/** Closes an open menu and gives its summary the focus; tells whether there was one. */
export function closeMenu() {
  const menu = document.querySelector("details[data-menu][open]");
  if (!menu) return false;
  menu.removeAttribute("open");
  menu.querySelector("summary").focus();
  return true;
}
