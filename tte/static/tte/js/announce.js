// One polite live region for what must be heard, and short messages that pass.
import {gettext} from "./i18n.js";

const UNDO_SECONDS = 10;
let undo = null;

/** Says `text` to screen readers, once, without moving the focus. */
export function announce(text) {
  const region = document.getElementById("tte-announce");
  if (!region) return;
  // The same words twice are only spoken twice if the region changes in between.
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}

/** Shows `text` for `seconds`. `undoing` (a function) adds an Undo button that also answers Ctrl+Z. */
export function toast(text, {seconds = 6, undoing = null} = {}) {
  const place = document.getElementById("tte-toasts");
  if (!place) return;
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  const close = () => { box.remove(); if (undo?.box === box) undo = null; };
  if (undoing) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = gettext("Undo");
    button.addEventListener("click", () => { close(); undoing(); });
    box.append(button);
    undo = {box, run: () => { close(); undoing(); }};
  }
  place.append(box);
  announce(text);
  setTimeout(close, 1000 * (undoing ? Math.max(seconds, UNDO_SECONDS) : seconds));
}

/** Does what the last Undo button would do; tells whether there was one. */
export function undoLast() {
  if (!undo) return false;
  undo.run();
  return true;
}
