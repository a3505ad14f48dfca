// The keyboard. Single keys act only outside text fields, never while an input method composes, and can be switched off.
//
// data-key="g i" on a link or button gives it a key or a sequence; it is listed under its text (or data-key-label).
// [data-nav-item] are what j and k walk through; o opens the one in focus. [data-search] is what / goes to.
import {undoLast} from "./announce.js";
import {closeMenu} from "./dialogs.js";

const SWITCH = "tte.keys";
const SEQUENCE_MS = 1200;
let prefix = "";
let prefixTimer = null;

function isOn() { return localStorage.getItem(SWITCH) !== "off"; }

function isTyping(target) {
  return target.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]") != null;
}

function visible(selector) {
  return [...document.querySelectorAll(selector)].filter(element => element.checkVisibility?.() ?? element.offsetParent !== null);
}

function walk(step) {
  const items = visible("[data-nav-item]");
  if (!items.length) return;
  const at = items.findIndex(item => item.contains(document.activeElement));
  const next = items[at < 0 ? (step > 0 ? 0 : items.length - 1) : Math.min(items.length - 1, Math.max(0, at + step))];
  const target = next.matches("details") ? next.querySelector("summary") : next;
  target.focus();
  next.scrollIntoView({block: "nearest"});
}

function openItem() {
  const item = document.activeElement.closest?.("[data-nav-item]");
  if (!item) return;
  if (item.matches("details")) item.open = !item.open;
  else item.querySelector("[data-open], a[href], summary, button")?.click();
}

function press(key) {
  const wanted = prefix ? `${prefix} ${key}` : key;
  const keyed = visible("[data-key]");
  const target = keyed.find(element => element.dataset.key === wanted);
  prefix = "";
  if (target) { target.focus(); target.click(); return true; }
  if (keyed.some(element => element.dataset.key.startsWith(`${wanted} `))) {
    prefix = wanted;
    clearTimeout(prefixTimer);
    prefixTimer = setTimeout(() => { prefix = ""; }, SEQUENCE_MS);
    return true;
  }
  return false;
}

const single = {
  "?": () => showKeys(),
  j: () => walk(1),
  k: () => walk(-1),
  o: () => openItem(),
  "/": () => visible("[data-search]")[0]?.focus(),
};

function showKeys() {
  const dialog = document.getElementById("tte-keys");
  if (!dialog || dialog.open) return;
  const list = dialog.querySelector("[data-keys-list]");
  list.querySelectorAll("[data-own]").forEach(entry => entry.remove());
  for (const element of visible("[data-key]")) {
    const term = document.createElement("dt");
    const words = document.createElement("dd");
    term.dataset.own = words.dataset.own = "";
    for (const key of element.dataset.key.split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = key;
      term.append(cap, " ");
    }
    words.textContent = element.dataset.keyLabel ?? element.textContent.trim();
    list.append(term, words);
  }
  dialog.showModal();
}

function submitForm(event) {
  const form = event.target.closest?.("form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button.primary:not([type=button])") ?? undefined);
}

document.addEventListener("keydown", event => {
  // 229: Safari ends a composition before it tells of the Enter that ended it.
  if (event.isComposing || event.keyCode === 229) {
    if (event.key === "Enter" && !event.target.matches?.("textarea")) event.preventDefault();
    return;
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { submitForm(event); return; }
  if (event.key === "Escape" && closeMenu()) return;
  if (isTyping(event.target)) return;
  if (event.key === "z" && (event.ctrlKey || event.metaKey) && undoLast()) { event.preventDefault(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || !isOn() || document.querySelector("dialog[open]")) return;
  if (press(event.key)) { event.preventDefault(); return; }
  if (single[event.key]) { event.preventDefault(); single[event.key](); }
});

for (const box of document.querySelectorAll("[data-keys-switch]")) {
  box.checked = isOn();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
}
