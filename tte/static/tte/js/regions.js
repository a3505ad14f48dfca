// Live regions: each names the kinds of frame it follows and refetches itself soon after one arrives.
import htmx from "./htmx-policy.js";
import {toast} from "./announce.js";
import {fill, gettext} from "./i18n.js";
import {backoff, concerns, refreshDelay} from "./live-core.js";

const waiting = new Set();
let timer = null;
let connections = 0;

/** Tells how many share the server, so that a crowd does not ask at the same moment. */
export function setConnections(count) { connections = count; }

function refresh() {
  timer = null;
  const due = [...waiting];
  waiting.clear();
  for (const region of due) if (region.isConnected) htmx.trigger(region, "tte:refresh", {}, false);
}

function mark(wanted) {
  for (const region of document.querySelectorAll("[data-follow]")) if (wanted(region.dataset.follow)) waiting.add(region);
  if (waiting.size) timer ??= setTimeout(refresh, refreshDelay(connections, Math.random()));
}

document.addEventListener("tte:frame", event => mark(list => concerns(list, event.detail)));
// A region that could not be fetched would hide news, so it is asked for again until it comes. Anything else that a
// person pressed must not fail in silence.
const failures = new WeakMap();

function failed(event) {
  const element = event.detail.ctx?.sourceElement ?? event.target;
  if (!element.matches?.("[data-follow]")) {
    const status = event.detail.ctx?.response?.status;
    toast(status
      ? fill(gettext("The server could not do that (%(status)s). Look before you try again."), {status})
      : gettext("There is no connection. Try again when it is back."));
    return;
  }
  const count = failures.get(element) ?? 0;
  failures.set(element, count + 1);
  setTimeout(() => htmx.trigger(element, "tte:refresh", {}, false), backoff(count + 2, Math.random()));
}

document.addEventListener("htmx:response:error", failed);
document.addEventListener("htmx:error", failed);
document.addEventListener("htmx:after:swap", event => failures.delete(event.detail.ctx?.sourceElement));
document.addEventListener("tte:resync", () => mark(() => true));
