// The deck editor: a form that opens beside the table, rows of pairs that grow, and what a save has to say.
// The server decides everything; here the open form is followed by the address and the marked row.
import htmx from "../../tte/js/htmx-policy.js";
import {announce, toast} from "../../tte/js/announce.js";
import {saveNow} from "../../tte/js/draft.js";
import {gettext} from "../../tte/js/i18n.js";

const pane = document.getElementById("pane");
const split = document.querySelector(".editor-split");

function markRow(key) {
  for (const row of document.querySelectorAll("#msel tr[aria-current]")) row.removeAttribute("aria-current");
  const row = key && document.getElementById(`row-${key}`);
  row?.setAttribute("aria-current", "true");
  row?.scrollIntoView({block: "nearest"});
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
  if (matchMedia("(max-width: 63.99rem)").matches) pane.scrollIntoView({block: "start"});
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
  form.requestSubmit();
});

// Rows of pairs: there is always an empty one.
function grow(box) {
  const rows = box.querySelectorAll(".pair");
  const last = rows[rows.length - 1];
  if (!last || ![...last.querySelectorAll("input, textarea")].some(field => field.value)) return;
  const fresh = last.cloneNode(true);
  for (const field of fresh.querySelectorAll("input, textarea")) field.value = "";
  box.append(fresh);
}

document.addEventListener("input", event => { const box = event.target.closest?.("[data-pairs]"); if (box) grow(box); });

document.addEventListener("tte:take", event => {
  const box = document.getElementById(`f-${event.detail.name}`);
  if (!box?.matches("[data-pairs]")) return;
  const pairs = [];
  for (const line of event.detail.text.split("\n")) {
    if (line.startsWith("    ") && pairs.length) { pairs.at(-1)[1] += `\n${line.slice(4)}`; continue; }
    const at = line.indexOf("=");
    if (line.trim()) pairs.push(at < 0 ? [line.trim(), ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]);
  }
  const rows = box.querySelectorAll(".pair");
  for (const row of [...rows].slice(1)) row.remove();
  for (const [index, pair] of [...pairs, ["", ""]].entries()) {
    const row = index ? box.appendChild(rows[0].cloneNode(true)) : rows[0];
    [...row.querySelectorAll("input, textarea")].forEach((field, place) => { field.value = pair[place]; });
  }
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
