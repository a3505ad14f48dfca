// What the pages of staff add to the common script: opening a case that was taken, the time spent on it, leaving a page
// whose form is done, and moving injects on the timeline strip.
import {announce, toast} from "../../tte/js/announce.js";
import {serverNow} from "../../tte/js/clock.js";
import {refusalWords} from "../../tte/js/commands.js";
import {gettext} from "../../tte/js/i18n.js";
import {command} from "../../tte/js/live.js";
import {follows} from "../../tte/js/live-core.js";

// ---- forms

document.addEventListener("tte:accepted", event => {
  const form = event.target;
  if (form.dataset.thenOpen) document.getElementById(form.dataset.thenOpen)?.click();
  if (form.dataset.leaveTo) location.assign(form.dataset.leaveTo);
});

// In the capture phase, so that the figure is there when the form is read.
document.addEventListener("submit", event => {
  for (const field of event.target.querySelectorAll?.("[data-seconds-since]") ?? []) {
    field.value = String(Math.max(0, Math.round((serverNow() - Number(field.dataset.secondsSince)) / 1000)));
  }
}, true);

// What a move would establish is offered only while it is to be carried out.
function offer(field, wanted) {
  const offered = wanted ? field.dataset.offered : "";
  if (field.multiple) {
    const chosen = new Set(offered ? JSON.parse(offered) : []);
    for (const option of field.options) option.selected = chosen.has(option.value);
  } else {
    field.value = offered;
  }
}

// A draft follows the outcome for as long as nobody has put a hand to it.
function redraft(text, outcome) {
  const {proposed, carried, refused} = text.dataset;
  if (![proposed, carried, refused].includes(text.value)) return;
  text.value = outcome === "" ? proposed : outcome === "true" ? carried : refused;
}

// What is not in order is not carried out, and what is in order is, until somebody says otherwise by hand.
const OUTCOMES = {lawful: "true", unlawful: "false", blocked: "false"};
document.addEventListener("change", event => {
  const outcome = OUTCOMES[event.target.closest?.("select[data-verdict]")?.value];
  const select = event.target.form?.elements.namedItem("executed");
  if (!outcome || !select || select.dataset.chosen || select.value === outcome) return;
  select.value = outcome;
  select.dispatchEvent(new CustomEvent("change", {bubbles: true, detail: "verdict"}));
});

// A button may need a field that the others do without: the browser asks for it before anything else is asked.
document.addEventListener("click", event => {
  const button = event.target.closest?.("button");
  const form = button?.form;
  if (!form?.querySelector("[data-needs]")) return;
  for (const {dataset} of form.querySelectorAll("[data-needs]")) form.elements.namedItem(dataset.needs).required = false;
  if (button.dataset.needs) form.elements.namedItem(button.dataset.needs).required = true;
}, true);

document.addEventListener("change", event => {
  const select = event.target.closest?.("select[data-executed]");
  if (!select) return;
  if (event.detail !== "verdict") select.dataset.chosen = "yes";
  const wanted = (select.value || select.dataset.executed) === "true";
  for (const field of select.form.querySelectorAll("[data-offered]")) offer(field, wanted);
  for (const text of select.form.querySelectorAll("textarea[data-proposed]")) redraft(text, select.value);
});

// On a narrow screen a case that is opened is another tab.
document.addEventListener("click", event => {
  const link = event.target.closest?.('a[hx-target="#work"]');
  const tab = link && document.querySelector('.tablist a[href="#work"]');
  if (tab?.checkVisibility()) tab.click();
});

// A link that stands for a dialog leads to its form where there is no script.
document.addEventListener("click", event => {
  if (event.target.closest?.("a[data-open-dialog]:not([hx-get])")) event.preventDefault();
});

document.addEventListener("keydown", event => {
  const link = event.key === " " && event.target.closest?.('a[role="button"]');
  if (!link) return;
  event.preventDefault();
  link.click();
});

// ---- the strip

const strip = document.querySelector("tte-timeline[data-source]");
const FOLLOWED = "inject_* exercise_* rate_changed scenario_jumped";
const GATHER_MS = 400;
let fetching = null;

async function refetch() {
  fetching = null;
  const answer = await fetch(strip.dataset.source, {headers: {Accept: "application/json"}}).catch(() => null);
  if (answer?.ok) strip.setAttribute("data-timeline", await answer.text());
}

function soon() { fetching ??= setTimeout(refetch, GATHER_MS); }

async function moveInject({id, at_ms}) {
  const receipt = await command("reschedule_inject", {inject: id, basis: "scenario", at_ms: Math.max(0, Math.round(at_ms))});
  if (receipt.ok) { announce(gettext("Rescheduled.")); return; }
  toast(refusalWords(receipt));
  soon();
}

function show(id) {
  const row = document.getElementById(`row-${id}`);
  row?.scrollIntoView({block: "center"});
  row?.focus({preventScroll: true});
}

if (strip) {
  strip.addEventListener("tte-select", event => show(event.detail.id));
  strip.addEventListener("tte-move", event => moveInject(event.detail));
  document.addEventListener("tte:frame", event => {
    const {kind, data} = event.detail;
    if (kind === "staff_logged" && follows(FOLLOWED, data.what)) soon();
  });
  document.addEventListener("tte:resync", soon);
}
