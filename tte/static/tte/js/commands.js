// Forms that send commands: <form method="post" action="..." data-command="kind">.
//
// Sending and Received are shown at [data-status], refusals at [data-refusal]; what was typed stays. Attributes:
// data-on-accepted="reset close go keep" (empty the fields, close the dialog or menu around it, follow data.url of the
// receipt), data-accepted-words (instead of "Received"). Events on the form: tte:accepted, tte:refused (detail: receipt).
import {announce, toast} from "./announce.js";
import {serverNow, wallText} from "./clock.js";
import {fill, gettext} from "./i18n.js";
import {command} from "./live.js";
import {commandData} from "./live-core.js";

const busy = new WeakSet();
const NOT_DATA = new Set(["csrfmiddlewaretoken", "key", "next", "preview_as"]);

function typeOf(form, name) {
  const found = form.elements.namedItem(name);
  const element = found instanceof RadioNodeList ? found[0] : found;
  return element?.dataset.type;
}

/** The data of a command form, as the socket carries it. `submitter` is the button that was pressed. */
export function formData(form, submitter) {
  const fields = [...new FormData(form, submitter)]
    .filter(([name, value]) => !NOT_DATA.has(name) && typeof value === "string")
    .map(([name, value]) => ({name, value, type: (submitter?.name === name && submitter.dataset.type) || typeOf(form, name)}));
  for (const box of form.querySelectorAll('input[type="checkbox"][data-type="bool"]:not(:checked):not(:disabled)')) {
    fields.push({name: box.name, value: "false", type: "bool"});
  }
  for (const name of (form.dataset.lists ?? "").split(/\s+/).filter(Boolean)) fields.push({name: `${name}[]`, value: null});
  return commandData(fields);
}

function show(form, state, words) {
  const status = form.querySelector("[data-status]");
  if (!status) return;
  status.dataset.state = state;
  status.textContent = words;
}

const progress = {
  sending: () => gettext("Sending…"),
  waiting: () => gettext("No connection. It will be sent when the connection is back."),
};

const refusals = {
  SIGNED_OUT: () => gettext("This browser no longer holds the seat. What you typed is still here: copy it, then join again."),
  SEAT_GONE: () => gettext("This seat is now used on another device."),
  HTTP_413: () => gettext("That is larger than the server takes."),
};

/** Words for a refused receipt. */
export function refusalWords(receipt) {
  return receipt.detail || refusals[receipt.code]?.() || fill(gettext("The server did not accept this (%(code)s)."), {code: receipt.code});
}

function markField(form, name) {
  for (const control of form.elements) {
    const path = control.name?.replace(/\[\]$/, "") ?? "";
    if (name && (path === name || path.endsWith(`.${name}`))) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}

function refuse(form, receipt) {
  show(form, "refused", "");
  markField(form, receipt.field);
  const place = form.querySelector("[data-refusal]");
  if (!form.isConnected) {
    toast(refusalWords(receipt));
  } else if (place) {
    place.textContent = refusalWords(receipt);
    place.scrollIntoView({block: "nearest"});
  } else {
    announce(refusalWords(receipt));
  }
  form.dispatchEvent(new CustomEvent("tte:refused", {detail: receipt, bubbles: true}));
}

const afterwards = {
  reset: form => form.reset(),
  close: form => { form.closest("dialog")?.close(); form.closest("details[data-menu]")?.removeAttribute("open"); },
  go: (form, receipt) => {
    const url = receipt.data?.url;
    if (url && new URL(url, location.href).origin === location.origin) location.assign(url);
  },
};

function accept(form, receipt) {
  markField(form, "");
  const time = wallText(serverNow(), true);
  show(form, "received", form.dataset.acceptedWords ?? fill(gettext("Received %(time)s"), {time}));
  for (const act of (form.dataset.onAccepted ?? "").split(/\s+/)) afterwards[act]?.(form, receipt);
  form.dispatchEvent(new CustomEvent("tte:accepted", {detail: receipt, bubbles: true}));
}

async function send(form, submitter) {
  const refusal = form.querySelector("[data-refusal]");
  if (refusal) refusal.textContent = "";
  let data;
  try {
    data = formData(form, submitter);
  } catch (problem) {
    refuse(form, {code: "BAD_FIELD", detail: fill(gettext("A field cannot be read: %(problem)s"), {problem: problem.message})});
    return;
  }
  busy.add(form);
  form.setAttribute("aria-busy", "true");
  const post = {url: submitter?.getAttribute("formaction") || form.getAttribute("action") || location.href, form: new FormData(form, submitter)};
  const told = state => show(form, state, progress[state]());
  const kind = submitter?.dataset.command ?? form.dataset.command;
  const receipt = await command(kind, data, {post, told});
  busy.delete(form);
  form.removeAttribute("aria-busy");
  if (receipt.ok) accept(form, receipt); else refuse(form, receipt);
}

document.addEventListener("submit", event => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches?.("form[data-command]")) return;
  event.preventDefault();
  if (!busy.has(form)) send(form, event.submitter);
});
// Confirmed after a newer page had taken the form away: the server knows who was first, and its answer is a toast.
document.addEventListener("tte:confirmed", event => {
  const {form, submitter} = event.detail;
  if (form.matches("form[data-command]") && !busy.has(form)) send(form, submitter);
});
