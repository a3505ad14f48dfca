// The clocks: the server's anchor and the server's time make every browser show the same second.
//
// <tte-clock kind="scenario|wall|exercise|turn"> ticks. Screen readers get a label that changes each minute instead.
// <time class="age" data-since="wall ms" data-amber="ms" data-red="ms"> counts up; the nearest [data-age-host] (or the
// element itself) gets data-age="ok|amber|red".
import {announce} from "./announce.js";
import {ageLevel, anchorAt, formatDuration, formatScenario, turnLevel} from "./clock-core.js";
import {fill, gettext} from "./i18n.js";
import {Offset} from "./live-core.js";

const loaded = Number(document.body.dataset.serverMs) || Date.now();
const offset = new Offset(loaded - Date.now());
const clocks = new Set();
let anchor = null;
let zone = "UTC";
let turnWarned = {turn: null, level: null};

/** Takes the times (ms) of a ping: sent, received, and the server's clock between. */
export function sample(sent, received, server) { offset.add(sent, received, server); }

/** The server's wall clock now, UTC epoch ms. */
export function serverNow() { return Date.now() + offset.value; }

/** Scenario time now, ms since STARTEX; null while the page has no clock. */
export function scenarioNow() { return anchor ? anchorAt(anchor, serverNow()).scenario_ms : null; }

/** A wall time (UTC epoch ms) in the exercise's zone, `15:40`, with seconds if asked. */
export function wallText(ms, seconds = false) {
  const parts = {hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone, ...(seconds && {second: "2-digit"})};
  return new Intl.DateTimeFormat(document.documentElement.lang || "en", parts).format(ms);
}

function readAnchor() {
  const state = document.querySelector("[data-clock]");
  if (!state) return;
  zone = state.dataset.zone || "UTC";
  anchor = JSON.parse(state.dataset.clock);
}

const texts = {
  wall: now => wallText(now, true),
  exercise: now => formatDuration(anchorAt(anchor, now).exercise_ms),
  scenario: now => formatScenario(anchorAt(anchor, now).scenario_ms, gettext("D%(day)s %(clock)s")),
  turn: now => {
    const left = anchorAt(anchor, now).turn_left_ms;
    return left <= 0 ? gettext("closed") : formatDuration(left);
  },
};

class TteClock extends HTMLElement {
  connectedCallback() {
    this.ticking = document.createElement("span");
    this.ticking.setAttribute("aria-hidden", "true");
    this.spoken = document.createElement("span");
    this.spoken.className = "visually-hidden";
    this.replaceChildren(this.ticking, this.spoken);
    clocks.add(this);
    this.show(serverNow());
  }

  disconnectedCallback() { clocks.delete(this); }

  show(now) {
    const kind = this.getAttribute("kind");
    if (kind !== "wall" && !anchor) return;
    const text = texts[kind]?.(now) ?? "";
    if (this.ticking.textContent !== text) this.ticking.textContent = text;
    const minute = Math.floor(now / 60000);
    if (minute !== this.minute) { this.minute = minute; this.spoken.textContent = kind === "wall" ? wallText(now) : text; }
    if (kind === "turn" && anchor.turn_ends_ms != null) this.closest(".clock")?.setAttribute("data-level", turnLevel(anchorAt(anchor, now).turn_left_ms));
  }
}

function warnOfTurn(now) {
  if (!anchor?.running || anchor.turn_ends_ms == null) return;
  const level = turnLevel(anchorAt(anchor, now).turn_left_ms);
  const before = turnWarned.turn === anchor.turn ? turnWarned.level : null;
  turnWarned = {turn: anchor.turn, level};
  if (before === null || before === level) return;
  const said = {amber: gettext("Five minutes left in this turn."), red: gettext("One minute left in this turn."), closed: gettext("The turn is closed.")}[level];
  if (said) announce(said);
}

function showAges(now) {
  for (const age of document.querySelectorAll(".age[data-since]")) {
    const ms = Math.max(0, now - Number(age.dataset.since));
    const text = formatDuration(ms);
    const words = age.querySelector(".age-text") ?? age;
    if (words.textContent !== text) words.textContent = text;
    const level = ageLevel(ms, Number(age.dataset.amber) || Infinity, Number(age.dataset.red) || Infinity);
    const host = age.closest("[data-age-host]") ?? age;
    if (host.dataset.age !== level) host.dataset.age = level;
    age.title = level === "ok" ? "" : fill(gettext("Waiting for %(time)s"), {time: text});
  }
}

function tick() {
  const now = serverNow();
  for (const clock of clocks) clock.show(now);
  warnOfTurn(now);
  showAges(now);
  setTimeout(tick, 1000 - (now % 1000) + 5);
}

readAnchor();
customElements.define("tte-clock", TteClock);
new MutationObserver(readAnchor).observe(document.body, {subtree: true, attributeFilter: ["data-clock"]});
document.addEventListener("htmx:after:settle", readAnchor);
document.addEventListener("tte:clock_changed", event => {
  // The frame leaves out what is at its default: a turn without an end has no turn_ends_ms.
  anchor = {turn: 0, turn_ends_ms: null, ...event.detail.data};
  // Kept in the page too, so that a later look at it does not bring the old anchor back.
  const state = document.querySelector("[data-clock]");
  if (state) state.dataset.clock = JSON.stringify(anchor);
});
tick();
