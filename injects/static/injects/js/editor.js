// The deck editor: a form that opens beside the table, rows of pairs that grow, and what a save has to say.
// The server decides everything; here the open form is followed by the address and the marked row.
import htmx from "../../tte/js/htmx-policy.js";
import {announce, toast} from "../../tte/js/announce.js";
import {draftOf} from "../../tte/js/draft.js";
import {gettext} from "../../tte/js/i18n.js";
import {offerLists} from "./lists.js";

/** Saves a form at once; tells whether everything in it is with the server now. */
async function saveNow(form) {
  const draft = draftOf(form);
  clearTimeout(draft.timer);
  await draft.save();
  return !draft.dirty && !draft.saving;
}

/** Fetches what others have changed in a form that nobody is writing in: `version` is the newest there is. */
function catchUp(form, version) {
  const draft = draftOf(form);
  if (draft.dirty || draft.saving || Number(version) <= Number(form.dataset.draftVersion ?? "0")) return;
  draft.dirty = true;
  draft.save();
}

const pane = document.getElementById("pane");
const split = document.querySelector(".editor-split");
const narrow = matchMedia("(max-width: 63.99rem)");

function markRow(key) {
  for (const row of document.querySelectorAll("#msel tr[aria-current]")) row.removeAttribute("aria-current");
  const row = key && document.getElementById(`row-${key}`);
  row?.setAttribute("aria-current", "true");
  if (!narrow.matches) row?.scrollIntoView({block: "nearest"});
}

// htmx has put a form into the pane: the address, the marked row and the focus follow it.
document.addEventListener("htmx:after:swap", () => {
  const open = pane?.querySelector("[data-address]");
  if (!open || open.dataset.followed !== undefined) return;
  open.dataset.followed = "";
  split.dataset.open = "";
  const asked = new URLSearchParams(location.search);
  history.replaceState(history.state, "", open.dataset.address + (asked.size ? `?${asked}` : ""));
  markRow(open.dataset.keyOf);
  announce(open.querySelector("h2")?.textContent ?? "");
  pane.scrollTop = 0;
  if (narrow.matches) pane.scrollIntoView({block: "start"});
});

// The table was drawn anew: the row of the open form stays marked.
document.addEventListener("htmx:after:swap", () => {
  const open = pane?.querySelector("[data-key-of]");
  if (open) document.getElementById(`row-${open.dataset.keyOf}`)?.setAttribute("aria-current", "true");
});

// The poll that says who else is here also says whether the record was changed meanwhile.
document.addEventListener("htmx:after:swap", () => {
  const here = document.getElementById("here");
  const form = document.querySelector("form.record-form");
  if (here?.dataset.changed && form) catchUp(form, here.dataset.changed);
});

// Before another inject is opened, what stands in this form is saved.
document.addEventListener("click", async event => {
  const opener = event.target.closest?.("[data-open-inject], [data-close-pane]");
  const form = pane?.querySelector("form[data-draft]");
  if (!opener || !form || opener.dataset.saved !== undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!await saveNow(form)) {
    toast(gettext("This form is not saved yet. Look at it before you go on."));
    form.scrollIntoView({block: "start"});
    return;
  }
  opener.dataset.saved = "";
  opener.click();
  delete opener.dataset.saved;
}, true);

document.addEventListener("click", event => {
  if (!event.target.closest?.("[data-close-pane]") || !pane) return;
  event.preventDefault();
  const key = pane.querySelector("[data-key-of]")?.dataset.keyOf;
  pane.replaceChildren();
  delete split.dataset.open;
  history.replaceState(history.state, "", event.target.closest("[data-close-pane]").href);
  markRow("");
  document.getElementById(`row-${key}`)?.focus();
});

// Enter saves and stays; buttons that add or take out go to the server as forms do.
document.addEventListener("submit", async event => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches?.("form.record-form") || (event.submitter && event.submitter.value !== "save")) return;
  event.preventDefault();
  if (await saveNow(form)) announce(gettext("Saved"));
}, true);

// The form goes to the server by itself; what was typed is kept until a newer version of it is on the page.
document.addEventListener("submit", event => {
  if (event.defaultPrevented || !event.target.matches?.("form.record-form")) return;
  const draft = draftOf(event.target);
  clearTimeout(draft.timer);
  if (draft.dirty) {
    const kept = {version: event.target.dataset.draftVersion ?? "0", sent: true, fields: draft.fields()};
    sessionStorage.setItem(draft.kept, JSON.stringify(kept));
  }
  draft.dirty = false;
});

// Ctrl+Enter saves and adds below; Ctrl+Z, Ctrl+Y and Ctrl+Shift+Z outside a text undo and redo.
document.addEventListener("keydown", event => {
  if (!event.ctrlKey && !event.metaKey) return;
  const key = event.key.toLowerCase();
  const form = event.target.closest?.("form.record-form");
  let button = null;
  if (key === "enter" && !event.isComposing) button = form?.querySelector("[data-ctrl-enter]");
  else if (!event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select")) {
    if (key === "y" || (key === "z" && event.shiftKey)) button = document.querySelector("[data-redo]:not(:disabled)");
    else if (key === "z") button = document.querySelector("[data-undo]:not(:disabled)");
  }
  if (!button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  button.click();
}, true);

document.addEventListener("keydown", event => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  pane?.querySelector("[data-close-pane]")?.click();
});

document.addEventListener("tte:saved", event => {
  if (event.detail?.said) toast(event.detail.said);
  if (event.detail?.by) toast(gettext("Somebody else changed other fields of this; they are filled in."));
  for (const button of document.querySelectorAll("[data-undo]")) button.disabled = false;
});

// An undo comes back to the page as it stands now, and takes what is still unsaved along first.
document.addEventListener("submit", async event => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches?.("form[data-goes-back]") || form.dataset.ready !== undefined) return;
  form.elements.next.value = location.pathname + location.search;
  const open = document.querySelector("form.record-form");
  if (!open) return;
  event.preventDefault();
  await saveNow(open);
  form.dataset.ready = "";
  // A form that is being submitted takes no second submission, and with nothing to save it still is.
  setTimeout(() => form.requestSubmit());
});

// Rows of pairs and small records: there is always an empty one.
const CONTROLS = "input, textarea, select";

function emptied(row) {
  for (const field of row.querySelectorAll(CONTROLS)) field.value = "";
  return row;
}

function grow(box) {
  const rows = box.querySelectorAll(".pair");
  const last = rows[rows.length - 1];
  if (!last || ![...last.querySelectorAll(CONTROLS)].some(field => field.value)) return;
  box.append(emptied(last.cloneNode(true)));
}

document.addEventListener("input", event => { const box = event.target.closest?.("[data-pairs]"); if (box) grow(box); });

// A text of small records or pairs as the server writes it: `name: value` or `name = value`, continued by four blanks.
function blocks(text, sign) {
  const rows = [[]];
  for (const line of text.split("\n")) {
    const row = rows.at(-1);
    if (line.startsWith("    ") && row.length) row.at(-1)[1] += `\n${line.slice(4)}`;
    else if (!line.trim()) rows.push([]);
    else {
      const at = line.indexOf(sign);
      row.push(at < 0 ? [line.trim(), ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]);
    }
  }
  return rows.filter(row => row.length);
}

function fillRows(box, count, fillIn) {
  const rows = box.querySelectorAll(".pair");
  const model = emptied(rows[0].cloneNode(true));
  for (const row of rows) row.remove();
  for (let index = 0; index < count; index += 1) {
    const row = box.appendChild(model.cloneNode(true));
    fillIn(row, index);
  }
  if (box.matches("[data-pairs]") || !count) box.append(model);
}

document.addEventListener("tte:take", event => {
  const {name, text} = event.detail;
  const box = document.getElementById(`f-${name}`);
  if (box?.matches(".small-records")) {
    const rows = blocks(text, ":");
    fillRows(box, rows.length, (row, index) => {
      for (const [part, value] of rows[index]) {
        const field = row.querySelector(`[name="${CSS.escape(`${name}.${part}`)}"]`);
        if (field) field.value = value;
      }
    });
  } else if (box?.matches("[data-pairs]")) {
    const pairs = blocks(text, "=").flat();
    fillRows(box, pairs.length, (row, index) => {
      [...row.querySelectorAll(CONTROLS)].forEach((field, place) => { field.value = pairs[index][place]; });
    });
  }
});

// The form of conditions comes with the first field that has one.
function buildConditions() { if (document.querySelector("tte-condition")) import("./conditions.js").catch(() => {}); } // without it the text can be written
document.addEventListener("htmx:after:swap", buildConditions);
buildConditions();

document.addEventListener("htmx:after:swap", offerLists);
offerLists();

// The picture of the map follows what is saved, and shows what concerns the chosen reader.
document.addEventListener("tte:saved", () => { for (const map of document.querySelectorAll("tte-map")) map.loadSoon?.(); });
document.addEventListener("change", event => {
  const choice = event.target.closest?.("[data-map-reader]");
  if (choice) choice.closest(".map-preview").querySelector("tte-map").setAttribute("src", `${choice.dataset.mapReader}?team=${encodeURIComponent(choice.value)}`);
});

// The field that a finding links to, also where it stands in a closed group.
function goToField() {
  const target = location.hash.startsWith("#f-") && document.getElementById(location.hash.slice(1));
  if (!target) return;
  for (let around = target.closest("details"); around; around = around.parentElement?.closest("details")) around.open = true;
  target.scrollIntoView({block: "center"});
  (target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea, summary") ?? target).focus();
}
addEventListener("hashchange", goToField);
goToField();
if (pane) { const open = pane.querySelector("[data-key-of]"); if (open) markRow(open.dataset.keyOf); }

export default htmx;
