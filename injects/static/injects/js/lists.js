// Lists to choose from beside fields that hold names: injects and provisions (`data-picks`), and the values of a fact.
// The fields stay texts; what is chosen is put into them, and what they hold is said in words below.
import {fill, gettext} from "../../tte/js/i18n.js";

const parted = text => text.split(/[,、，\n]/).map(each => each.trim()).filter(Boolean);
const optionOf = (list, name) => [...document.getElementById(list)?.options ?? []].find(each => each.value === name);

function put(field, names) {
  field.value = names.join(", ");
  field.dispatchEvent(new Event("input", {bubbles: true}));
}

function chip(field, name) {
  const words = optionOf(field.dataset.picks, name)?.label || name;
  const button = Object.assign(document.createElement("button"), {type: "button", className: "small quiet", textContent: `${words} ×`});
  button.setAttribute("aria-label", fill(gettext("Take out %(name)s"), {name: words}));
  button.addEventListener("click", () => { put(field, parted(field.value).filter(each => each !== name)); field.focus(); });
  return button;
}

function draw(field) { field.picked.replaceChildren(...parted(field.value).map(name => chip(field, name))); }

function build(field) {
  const box = Object.assign(document.createElement("div"), {className: "picks"});
  const add = Object.assign(document.createElement("input"), {placeholder: gettext("Choose one to add"), autocomplete: "off"});
  add.setAttribute("list", field.dataset.picks);
  add.setAttribute("aria-label", fill(gettext("Add to: %(name)s"), {name: field.labels?.[0]?.textContent ?? ""}));
  const take = () => {
    const name = add.value.trim();
    const list = document.getElementById(field.dataset.picks);
    const found = optionOf(field.dataset.picks, name) ?? [...list?.options ?? []].find(each => each.label === name);
    if (!found) return;
    add.value = "";
    put(field, [...new Set([...parted(field.value), found.value])]);
  };
  add.addEventListener("input", event => { event.stopPropagation(); if (!(event.inputType ?? "").startsWith("insertText")) take(); });
  add.addEventListener("change", event => { event.stopPropagation(); take(); });
  add.addEventListener("keydown", event => { if (event.key === "Enter") { event.preventDefault(); take(); } });
  field.picked = Object.assign(document.createElement("div"), {className: "cluster"});
  field.addEventListener("input", () => draw(field));
  document.addEventListener("tte:saved", () => field.isConnected && draw(field));
  box.append(add, field.picked);
  field.after(box);
  draw(field);
}

/** Gives every field that takes several names its list; does nothing to those that have one. */
export function offerLists() {
  for (const field of document.querySelectorAll("input[data-picks]:not([data-picking])")) {
    field.dataset.picking = "";
    build(field);
  }
}

// The value beside the name of a fact: what the fact can be.
document.addEventListener("focusin", event => {
  const field = event.target;
  const name = field.matches?.("[data-value-of-fact]") && field.closest(".pair")?.querySelector("[list=known-facts]");
  if (!name) return;
  const option = optionOf("known-facts", name.value.trim());
  field.title = option?.label ?? "";
  let list = document.getElementById("known-values");
  if (!list) list = document.body.appendChild(Object.assign(document.createElement("datalist"), {id: "known-values"}));
  list.replaceChildren(...(option?.dataset.values ?? "").split("|").filter(Boolean).map(value => Object.assign(document.createElement("option"), {value})));
  field.setAttribute("list", "known-values");
});
