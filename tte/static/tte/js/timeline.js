// <tte-timeline>: injects in time, a lane for each team. Filled: fired; hollow: armed or waiting; dashed: held.
//
// Data: data-timeline='{"now_ms", "lanes": [{id, label, mark, tone}], "items": [{id, label, at_ms, lanes: [id], state,
// movable}]}' or src="URL of the same JSON" (fetched again on tte:resync and on frames of the kinds in data-follow-json).
// States: fired armed waiting held overdue skipped, or those of "states": [[state, words]]. Times: scenario ms.
// Also: "bands": [{row, label, from_ms, to_ms}] above the lanes, "endex_ms", "span": [from, to] instead of the items' own;
// an item's "problem" (marked with !) and "note". Attribute data-step: ms that an arrow moves.
// Events: tte-select {id}; tte-move {id, at_ms}, asked for by dragging or by Left and Right on a movable item.
import {announce} from "./announce.js";
import {formatScenario} from "./clock-core.js";
import {scenarioNow} from "./clock.js";
import {gettext} from "./i18n.js";
import {concerns} from "./live-core.js";
import {cut, laneItems, moved, span, ticks} from "./timeline-core.js";
import {html, LitElement, nothing, svg} from "../vendor/lit.js";

const LANE = 46, ROW = 13, AXIS = 26, BAND = 20, PAD = 16, MARK = 14;
const STEP_MS = 300000, BIG_STEPS = 12, LEAST_PX_PER_HOUR = 10, SETTLE_MS = 700, REDRAW_MS = 5000;

const words = {
  fired: () => gettext("fired"), armed: () => gettext("armed"), waiting: () => gettext("waiting for its condition"),
  held: () => gettext("held"), overdue: () => gettext("overdue"), skipped: () => gettext("skipped"),
};

class TteTimeline extends LitElement {
  static properties = {
    data: {state: true}, width: {state: true}, current: {state: true}, shifted: {state: true}, failed: {state: true},
  };

  static get observedAttributes() { return [...super.observedAttributes, "data-timeline", "src"]; }

  constructor() {
    super();
    this.data = null;
    this.width = 900;
    this.current = null;
    this.shifted = null;
    this.failed = false;
  }

  createRenderRoot() { return this; }

  connectedCallback() {
    super.connectedCallback();
    this.size = new ResizeObserver(([entry]) => { this.width = Math.max(320, Math.floor(entry.contentRect.width)); });
    this.size.observe(this);
    this.redraw = setInterval(() => this.requestUpdate(), REDRAW_MS);
    this.onFrame = event => {
      if (event.type === "tte:resync" || concerns(this.dataset.followJson ?? "", event.detail)) this.load();
    };
    document.addEventListener("tte:frame", this.onFrame);
    document.addEventListener("tte:resync", this.onFrame);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.size.disconnect();
    clearInterval(this.redraw);
    document.removeEventListener("tte:frame", this.onFrame);
    document.removeEventListener("tte:resync", this.onFrame);
  }

  attributeChangedCallback(name, before, now) {
    super.attributeChangedCallback(name, before, now);
    if (name === "data-timeline" && now) this.data = JSON.parse(now);
    if (name === "src" && now) this.load();
  }

  async load() {
    const address = this.getAttribute("src");
    if (!address) return;
    try {
      const answer = await fetch(address, {headers: {Accept: "application/json"}});
      if (!answer.ok) throw new Error(String(answer.status));
      this.data = await answer.json();
      this.failed = false;
    } catch {
      this.failed = true;
    }
  }

  get now() { return scenarioNow() ?? this.data.now_ms ?? null; }
  get step() { return Number(this.dataset.step) || STEP_MS; }
  timeOf(item) { return this.shifted?.id === item.id ? this.shifted.at_ms : item.at_ms; }
  clock(ms) { return formatScenario(ms, gettext("D%(day)s %(clock)s")); }
  get bandRows() { return Math.max(0, ...(this.data.bands ?? []).map(band => band.row + 1)); }
  get head() { return AXIS + this.bandRows * BAND; }
  wordsOf(state) { return (this.data.states ?? []).find(([name]) => name === state)?.[1] ?? words[state]?.() ?? state; }

  firstUpdated() { this.toNow = true; }

  updated() {
    const scroller = this.querySelector(".timeline-scroll");
    if (!this.toNow || !scroller || !this.scale) return;
    this.toNow = false;
    if (this.now !== null) scroller.scrollLeft = this.scale.x(this.now) - scroller.clientWidth / 3;
  }

  layout() {
    const items = this.data.items.map(item => ({...item, at_ms: this.timeOf(item)}));
    const range = this.drag?.range ?? this.data.span ?? span(items, this.now);
    const inner = Math.max(this.width - 132, ((range[1] - range[0]) / 3600000) * LEAST_PX_PER_HOUR);
    const x = ms => PAD + ((ms - range[0]) / (range[1] - range[0])) * (inner - 2 * PAD);
    const back = px => range[0] + ((px - PAD) / (inner - 2 * PAD)) * (range[1] - range[0]);
    let top = this.head;
    const lanes = this.data.lanes.map(lane => {
      const placed = laneItems(items, lane.id, x);
      const height = LANE + ROW * Math.max(0, ...placed.map(entry => entry.row));
      const made = {...lane, placed, top, height};
      top += height;
      return made;
    });
    this.scale = {x, back, range};
    const order = items.toSorted((a, b) => a.at_ms - b.at_ms || (a.id < b.id ? -1 : 1)).map(item => item.id);
    return {lanes, inner, height: top, order, range, x};
  }

  render() {
    if (this.failed) return html`<p class="notice" data-kind="error" role="alert"><span>${gettext("The timeline could not be loaded. It is tried again when the connection is back.")}</span></p>`;
    if (!this.data) return html`<p class="muted" role="status">${gettext("Loading")}</p>`;
    const plan = this.layout();
    this.order = plan.order;
    const stop = plan.order.includes(this.current) ? this.current : plan.order.find(id => this.itemOf(id).at_ms >= (this.now ?? 0)) ?? plan.order.at(-1);
    return html`<div class="timeline">
      <div class="timeline-labels" aria-hidden="true" data-bands=${this.bandRows || nothing}>${plan.lanes.map(lane => html`<span class="team" data-team-tone=${lane.tone} data-rows=${Math.round((lane.height - LANE) / ROW)}>
        <svg class="mark" viewBox="0 0 16 16"><use href="#mark-${lane.mark}"></use></svg><span>${lane.label}</span></span>`)}</div>
      <div class="timeline-scroll">${this.strip(plan, stop)}</div></div>
      ${this.legend()}`;
  }

  strip(plan, stop) {
    const now = this.now;
    return svg`<svg width=${plan.inner} height=${plan.height} role="group" aria-label=${this.getAttribute("aria-label") ?? gettext("Timeline of injects")}>
      ${now === null ? nothing : svg`<rect class="past" x="0" y=${this.head} width=${Math.max(0, plan.x(now))} height=${plan.height - this.head}></rect>`}
      ${this.bands(plan)}
      <g class="axis" aria-hidden="true">${ticks(plan.range, plan.inner).map(at => svg`<line x1=${plan.x(at)} x2=${plan.x(at)} y1=${this.head - 6} y2=${plan.height}></line><text x=${plan.x(at)} y="15" text-anchor="middle">${this.clock(at)}</text>`)}</g>
      ${plan.lanes.map(lane => this.lane(lane, plan, stop))}
      ${now === null ? nothing : svg`<g class="now" aria-hidden="true"><line x1=${plan.x(now)} x2=${plan.x(now)} y1=${this.head - 4} y2=${plan.height}></line><path d="M${plan.x(now) - 6} ${this.head - 8}h12l-6 8z"></path></g>`}
    </svg>`;
  }

  bands(plan) {
    const ends = this.data.endex_ms ?? null;
    const drawn = (this.data.bands ?? []).map(({row, label, from_ms: from, to_ms: to}, index) => {
      const x = plan.x(from), width = Math.max(0, plan.x(to) - x), y = AXIS + row * BAND;
      return svg`<g class="band" data-even=${index % 2 ? nothing : ""}><title>${label}</title><rect x=${x} y=${y} width=${width} height=${BAND}></rect>
        ${row === 0 ? svg`<rect class="ground" x=${x} y=${this.head} width=${width} height=${plan.height - this.head}></rect>` : nothing}
        <text x=${x + 6} y=${y + 14}>${cut(label, width - 10)}</text></g>`;
    });
    return svg`<g aria-hidden="true">${drawn}${ends === null ? nothing
      : svg`<g class="ends"><line x1=${plan.x(ends)} x2=${plan.x(ends)} y1=${AXIS - 6} y2=${plan.height}></line><text x=${plan.x(ends) - 5} y=${plan.height - 5} text-anchor="end">${gettext("ENDEX")}</text></g>`}</g>`;
  }

  lane(lane, plan, stop) {
    return svg`<g class="lane" data-team-tone=${lane.tone}><line x1="0" x2=${plan.inner} y1=${lane.top + lane.height} y2=${lane.top + lane.height}></line>
      ${lane.placed.map((entry, index) => this.item(lane, entry, lane.placed[index + 1], stop, plan.inner))}</g>`;
  }

  item(lane, {item, x, row}, next, stop, end) {
    const y = lane.top + LANE / 2 + row * ROW;
    const first = this.data.lanes.find(candidate => item.lanes.includes(candidate.id)).id === lane.id;
    const room = Math.min(next && (next.row === row || next.x - x < 60) ? next.x : x + 220, end) - x - 22;
    const names = item.lanes.map(id => this.data.lanes.find(candidate => candidate.id === id)?.label ?? id).join(", ");
    return svg`<g class="item ${item.state} ${item.movable ? "movable" : ""}" transform="translate(${x} ${y})" data-id=${item.id}
        role=${first ? "button" : nothing} tabindex=${first ? (item.id === stop ? 0 : -1) : nothing} aria-hidden=${first ? nothing : "true"}
        aria-label=${first ? `${this.clock(item.at_ms)}, ${item.label}, ${[names, this.wordsOf(item.state), item.note, item.problem].filter(Boolean).join(", ")}` : nothing}
        aria-current=${item.id === this.current ? "true" : nothing}
        @click=${() => this.select(item)} @keydown=${event => this.press(event, item)} @pointerdown=${event => this.grab(event, item)} @focus=${() => { this.current = item.id; }}>
      <rect class="halo" x="-11" y="-11" width="22" height="22" rx="5"></rect>
      <use class="shape" href="#mark-${lane.mark}" x=${-MARK / 2} y=${-MARK / 2} width=${MARK} height=${MARK}></use>
      <title>${[item.label, item.problem].filter(Boolean).join(". ")}</title>
      ${item.problem ? svg`<text class="warn" x="6" y="-5">!</text>` : nothing}
      ${item.state === "skipped" ? svg`<line class="strike" x1="-9" x2="9" y1="0" y2="0"></line>` : nothing}
    </g>
    ${room > 34 ? svg`<text x=${x + 13} y=${y + 4.5} aria-hidden="true">${cut(item.label, room)}<title>${item.label}</title></text>` : nothing}`;
  }

  legend() {
    const shown = this.data.states?.map(([state]) => state) ?? ["fired", "armed", "held", "overdue", "skipped"];
    return html`<div class="timeline-key" aria-hidden="true">${shown.map(state => html`<span><svg width="18" height="16"><g class="item ${state}" transform="translate(9 8)"><use class="shape" href="#mark-circle" x="-6" y="-6" width="12" height="12"></use>${state === "skipped" ? svg`<line class="strike" x1="-9" x2="9" y1="0" y2="0"></line>` : nothing}</g></svg>${this.wordsOf(state)}</span>`)}</div>`;
  }

  itemOf(id) { return this.data.items.find(item => item.id === id); }

  select(item) {
    this.current = item.id;
    this.dispatchEvent(new CustomEvent("tte-select", {detail: {id: item.id}, bubbles: true}));
  }

  press(event, item) {
    const steps = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    const neighbour = {ArrowUp: -1, ArrowDown: 1}[event.key];
    if (steps && item.movable) {
      event.preventDefault();
      this.shift(item, moved(this.timeOf(item), steps * (event.shiftKey ? BIG_STEPS : 1), this.step));
      clearTimeout(this.settling);
      this.settling = setTimeout(() => this.ask(), SETTLE_MS);
    } else if (neighbour) {
      event.preventDefault();
      this.focusItem(this.order[this.order.indexOf(item.id) + neighbour]);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.select(item);
    } else if (event.key === "Escape") {
      clearTimeout(this.settling);
      this.shifted = null;
    }
  }

  async focusItem(id) {
    if (!id) return;
    this.current = id;
    await this.updateComplete;
    const target = this.querySelector(`[data-id="${CSS.escape(id)}"][tabindex]`);
    target?.focus();
    target?.scrollIntoView({block: "nearest", inline: "nearest"});
  }

  shift(item, at) {
    this.shifted = {id: item.id, at_ms: at};
    announce(this.clock(at));
  }

  /** Asks the page to move the item; until the page brings new data it is shown where it was put. */
  ask() {
    if (!this.shifted) return;
    const detail = {...this.shifted};
    this.dispatchEvent(new CustomEvent("tte-move", {detail, bubbles: true}));
  }

  willUpdate(changed) { if (changed.has("data")) this.shifted = null; }

  grab(event, item) {
    if (!item.movable || event.button !== 0) return;
    const target = event.currentTarget, from = event.clientX, start = this.scale.x(this.timeOf(item));
    const move = now => {
      const away = now.clientX - from;
      if (Math.abs(away) < 4 && !this.drag) return;
      this.drag ??= {range: this.scale.range};
      this.shift(item, moved(this.scale.back(start + away), 0, this.step));
    };
    const drop = () => {
      target.removeEventListener("pointermove", move);
      if (!this.drag) return;
      this.drag = null;
      this.ask();
    };
    target.setPointerCapture(event.pointerId);
    target.addEventListener("pointermove", move);
    target.addEventListener("pointerup", drop, {once: true});
    target.addEventListener("pointercancel", () => { this.drag = null; this.shifted = null; drop(); }, {once: true});
  }
}

customElements.define("tte-timeline", TteTimeline);
