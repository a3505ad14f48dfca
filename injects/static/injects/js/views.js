// The views of a deck: the timeline leads to the line of an inject, the branch graph draws itself; in a draft an inject
// that is moved on the timeline, or given a time in its field, is saved at once and the timeline comes back anew.
import {announce, toast} from "../../tte/js/announce.js";
import {gettext} from "../../tte/js/i18n.js";
import "../../tte/js/timeline.js";
import {offset} from "./branches-core.js";
import "./branches.js";

const rowOf = id => document.getElementById(`row-${id}`);

document.addEventListener("tte-select", event => {
  const row = rowOf(event.detail.id);
  row?.scrollIntoView({block: "center"});
  row?.focus({preventScroll: true});
});

const refresh = () => document.body.dispatchEvent(new CustomEvent("tte:moved"));

async function save(form) {
  const answer = await fetch(form.action, {method: "POST", body: new FormData(form), headers: {Accept: "application/json"}}).catch(() => null);
  const told = await answer?.json().catch(() => null);
  if (told?.ok) {
    announce(gettext("Rescheduled."));
    document.dispatchEvent(new CustomEvent("tte:saved", {detail: told}));
  } else {
    toast(told?.detail ?? gettext("Not saved: the server does not answer."));
  }
  refresh();
}

document.addEventListener("tte-move", event => {
  const form = rowOf(event.detail.id)?.querySelector("form[data-move-inject]");
  if (!form) return;
  form.elements.value.value = offset(event.detail.at_ms);
  save(form);
});

document.addEventListener("submit", event => {
  if (!event.target.matches?.("form[data-move-inject]")) return;
  event.preventDefault();
  save(event.target);
});
