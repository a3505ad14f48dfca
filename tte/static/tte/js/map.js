// <tte-map>: the common operating picture over land and sea.
//
// src="URL" gives what this reader may see, as JSON {teams, places, zones, units, marks, routes}; it is fetched again on
// tte:resync and on frames of the kinds in data-follow-json. data-basemap="URL" is the coastline. Nothing here decides
// what is shown: the server does. One finger scrolls the page, two move the map; arrows and + - when it has the focus.
import {announce} from "./announce.js";
import {formatScenario} from "./clock-core.js";
import {fill, gettext} from "./i18n.js";
import {concerns} from "./live-core.js";
import {apart, fitted, middle, placed, pxPerNm, Room, scaleBar, sideBySide} from "./map-core.js";
import {feature, geoGraticule, geoMercator, geoPath, mesh, select, zoom, zoomIdentity} from "../vendor/geo.js";
import {html, LitElement, nothing, svg} from "../vendor/lit.js";

const SCALE = 1000, PAN = 80, STEP = 1.5, FARTHEST = 0.75, NEAREST = 60, UNSEEN_PX = 0.75;
// West, south, east, north: what each button shows, and where the base map ends.
const VIEWS = {theatre: [114, 19.2, 143.5, 41.6], strait: [116.4, 20.9, 124.2, 27.2], okinawa: [122.2, 23.4, 131, 29.2]};
const WORLD = [[98.3, -1.7], [155.7, 55.7]];
const viewNames = {theatre: () => gettext("Theatre"), strait: () => gettext("Strait"), okinawa: () => gettext("Okinawa")};
const layerNames = {
  bases: () => gettext("Bases and ports"), zones: () => gettext("Zones and routes"), sea: () => gettext("12 nautical miles"), graticule: () => gettext("Graticule"),
};
const placeNames = {base: () => gettext("Base"), capital: () => gettext("Seat of government"), port: () => gettext("Port"), island: () => gettext("Island")};
const stanceNames = {friend: () => gettext("Own side or declared ally"), unknown: () => gettext("Others, stance not known"), neutral: () => gettext("Force (frames take no side)")};
const PLACE_SHAPES = {
  base: "M-4-4h8v8h-8z", capital: "M0-7l2 4.5 4.9.6-3.6 3.3 1 4.9L0 3.9l-4.3 2.4 1-4.9L-6.9-1.9-2-2.5z", port: "M0-4.5a4.5 4.5 0 1 0 .01 0z", island: "M0-5a5 5 0 1 0 .01 0z",
};
// What has become of a place: a shape each, so that none is told by colour alone.
const MARK_SHAPES = {
  struck: "M-7-7 7 7M7-7-7 7", closed: "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0M-5 5 5-5", in_use: "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0M0 4v-8M-3.5-.5 0-4 3.5-.5",
  threatened: "M0-8 8 6H-8zM0-3v4M0 3.5v.5", open: "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0M-3 0-1 3 4-3", incident: "M0-8 8 0 0 8-8 0zM0-4v4M0 3v.5",
};
// milsymbol gives text; it is parsed as an image and never reaches a page as markup.
const policy = globalThis.trustedTypes?.createPolicy("tte-milsymbol", {createHTML: text => text}) ?? {createHTML: text => text};
const flat = geoMercator().scale(SCALE).translate([0, 0]);
const path = geoPath(flat).digits(2);
const coasts = new Map();

async function json(address) {
  const answer = await fetch(address, {headers: {Accept: "application/json"}});
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** Writes paths without the points that lie nearer than this to the one before; of each line the ends stay. */
function thinned(least) {
  return geoPath({stream(sink) {
    let last = null, left = null;
    return flat.stream({
      point(x, y) {
        if (last && Math.hypot(x - last[0], y - last[1]) < least) { left = [x, y]; return; }
        sink.point(...(last = [x, y]));
        left = null;
      },
      lineStart() { last = left = null; sink.lineStart(); },
      lineEnd() { if (left) sink.point(...left); sink.lineEnd(); },
      polygonStart() { sink.polygonStart(); }, polygonEnd() { sink.polygonEnd(); },
    });
  }}).digits(2);
}

/** Land, coast and borders, read once for all maps of a page; `at` gives their paths as fine as a scale can show. */
function coastOf(address) {
  if (!coasts.has(address)) {
    coasts.set(address, json(address).then(topology => {
      const {countries} = topology.objects;
      const land = feature(topology, countries).features, coast = mesh(topology, countries, (a, b) => a === b), borders = mesh(topology, countries, (a, b) => a !== b);
      const made = new Map();
      const at = k => {
        const step = Math.floor(Math.log2(UNSEEN_PX / (k * devicePixelRatio)));
        if (!made.has(step)) {
          const path = thinned(2 ** step);
          made.set(step, {land: land.map(each => path(each)).join(""), coast: path(coast), borders: path(borders)});
        }
        return made.get(step);
      };
      return {countries: countries.geometries.length, at};
    }).catch(error => { coasts.delete(address); throw error; }));
  }
  return coasts.get(address);
}

function line(points, isClosed) { return `M${points.map(point => flat(point).map(n => n.toFixed(3)).join()).join("L")}${isClosed ? "Z" : ""}`; }

function boxOf([west, south, east, north]) { return [flat([west, north]), flat([east, south])]; }

class TteMap extends LitElement {
  static properties = {
    data: {state: true}, land: {state: true}, size: {state: true}, at: {state: true}, layers: {state: true}, chosen: {state: true}, failed: {state: true}, symbols: {state: true},
  };

  static get observedAttributes() { return [...super.observedAttributes, "src"]; }

  constructor() {
    super();
    this.data = null;
    this.land = null;
    this.symbols = null;
    this.size = null;
    this.at = zoomIdentity;
    this.view = "";
    this.layers = {bases: true, zones: true, sea: true, graticule: false};
    this.chosen = null;
    this.failed = false;
    this.icons = new Map();
  }

  createRenderRoot() { return this; }

  connectedCallback() {
    super.connectedCallback();
    this.onFrame = event => {
      if (event.type === "tte:resync" || concerns(this.dataset.followJson ?? "", event.detail)) this.loadSoon();
    };
    document.addEventListener("tte:frame", this.onFrame);
    document.addEventListener("tte:resync", this.onFrame);
    this.loadCoast();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.watch?.disconnect();
    document.removeEventListener("tte:frame", this.onFrame);
    document.removeEventListener("tte:resync", this.onFrame);
  }

  attributeChangedCallback(name, before, now) {
    super.attributeChangedCallback(name, before, now);
    if (name === "src" && now) this.load();
  }

  loadSoon() {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.load(), 150 + Math.random() * 300);
  }

  async load() {
    try {
      const before = this.data;
      this.data = await json(this.getAttribute("src"));
      this.failed = false;
      if (before) this.tellNews(before);
    } catch {
      this.failed = true;
      clearTimeout(this.soon);
      this.soon = setTimeout(() => { if (this.isConnected) this.load(); }, 4000);
    }
  }

  async loadCoast() {
    try {
      const [land, symbols] = await Promise.all([coastOf(this.dataset.basemap), import("../vendor/milsymbol.js")]);
      this.symbols = symbols.default;
      this.land = land;
    } catch {
      this.failed = true;
      setTimeout(() => { if (this.isConnected) this.loadCoast(); }, 4000);
    }
  }

  tellNews(before) {
    const had = new Set(this.rowsOf(before).map(row => row.id));
    const news = this.rowsOf(this.data).filter(row => !had.has(row.id)).map(row => row.label);
    if (news.length) announce(fill(gettext("New on the map: %(names)s"), {names: news.slice(0, 4).join(", ")}));
  }

  rowsOf(data) { return [...data.units, ...data.marks, ...data.zones, ...data.routes]; }

  // ---- moving about

  firstUpdated() { this.begin(); }

  updated() {
    this.begin();
    if (this.land && this.data && this.size) this.dataset.ready = "1";
  }

  begin() {
    const stage = this.querySelector(".map-stage");
    if (!stage || this.stage === stage) return;
    this.stage = stage;
    this.drawn = select(stage.querySelector("svg.map-svg"));
    this.zoom = zoom()
      .filter(event => (event.type === "wheel" ? event.ctrlKey || event.metaKey : event.touches ? event.touches.length > 1 : !event.button && !event.ctrlKey))
      .on("zoom", event => { this.at = event.transform; if (event.sourceEvent) this.view = ""; });
    this.drawn.call(this.zoom).on("dblclick.zoom", null);
    // While the page itself scrolls under the fingers the map cannot take the touch, and must not try.
    stage.addEventListener("touchmove", event => { if (!event.cancelable) event.stopPropagation(); }, {capture: true, passive: true});
    this.watch?.disconnect();
    this.watch = new ResizeObserver(([entry]) => this.resize(Math.round(entry.contentRect.width), Math.round(entry.contentRect.height)));
    this.watch.observe(stage);
  }

  resize(width, height) {
    if (!width || !height || (this.size?.width === width && this.size.height === height)) return;
    const centre = this.size && this.at.invert([this.size.width / 2, this.size.height / 2]);
    const letter = parseFloat(getComputedStyle(this).fontSize);
    const isFar = letter > 24;
    this.size = {width, height, isFar, unit: isFar ? letter / 26 : 1, letter: isFar ? letter * 0.7 : 13};
    this.pen = null;
    const nearest = fitted(boxOf(VIEWS.theatre), width, height).k;
    const [left, bottom] = flat(WORLD[0]), [right, top] = flat(WORLD[1]);
    const least = Math.max(nearest * FARTHEST, width / (right - left), height / (bottom - top));
    this.zoom.extent([[0, 0], [width, height]]).scaleExtent([least, nearest * NEAREST]).translateExtent([[left, top], [right, bottom]]);
    if (this.view || !centre) this.show(this.view || this.firstView(width));
    else this.drawn.call(this.zoom.translateTo, ...centre);
  }

  /** A small window, and a large one that is read from afar, begin where most of it happens. */
  firstView(width) { return width < 640 || this.size.isFar ? "strait" : "theatre"; }

  show(name) {
    const {width, height} = this.size;
    const {k} = fitted(boxOf(VIEWS[name]), width, height);
    const [[left, top], [right, bottom]] = boxOf(VIEWS[name]);
    // Never so far that the window is wider than the base map.
    const least = Math.max(k, this.zoom.scaleExtent()[0]);
    const wanted = zoomIdentity.translate(width / 2 - (least * (left + right)) / 2, height / 2 - (least * (top + bottom)) / 2).scale(least);
    this.drawn.call(this.zoom.transform, this.zoom.constrain()(wanted, [[0, 0], [width, height]], this.zoom.translateExtent()));
    this.view = name;
    this.requestUpdate();
  }

  by(factor) { this.view = ""; this.drawn.call(this.zoom.scaleBy, factor); }

  pan(right, down) { this.view = ""; this.drawn.call(this.zoom.translateBy, (-right * PAN) / this.at.k, (-down * PAN) / this.at.k); }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const acts = {
      ArrowLeft: () => this.pan(-1, 0), ArrowRight: () => this.pan(1, 0), ArrowUp: () => this.pan(0, -1), ArrowDown: () => this.pan(0, 1),
      "+": () => this.by(STEP), "=": () => this.by(STEP), "-": () => this.by(1 / STEP), 0: () => this.show("theatre"), Escape: () => { this.chosen = null; },
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }

  choose(event, row) {
    event?.stopPropagation();
    this.chosen = row.id;
  }

  pressRow(event, row) {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    this.choose(event, row);
  }

  // ---- drawing

  xy(point) { return this.at.apply(flat(point)); }

  team(id) { return this.data.teams.find(team => team.id === id); }

  tone(row) { return this.team(row.team)?.tone ?? nothing; }

  since(row) { return row.since_ms === null ? gettext("the beginning") : formatScenario(row.since_ms, gettext("D%(day)s %(clock)s")); }

  says(row) {
    const parts = [row.label, row.kind_label, this.team(row.team)?.label, row.where, row.certainty, fill(gettext("since %(time)s"), {time: this.since(row)})];
    return parts.filter(Boolean).join(", ");
  }

  render() {
    return html`${this.bar()}
      <div class="map-stage" tabindex="0" role="application" aria-label=${gettext("Map. Arrow keys move it, plus and minus change the scale, Tab goes to what is drawn.")} @keydown=${event => this.press(event)} @click=${() => { this.chosen = null; }}>
        <svg class="map-svg" viewBox=${this.size ? `0 0 ${this.size.width} ${this.size.height}` : nothing} aria-hidden=${this.data ? nothing : "true"}>${this.size ? this.drawing() : nothing}</svg>
        ${this.land && this.data ? nothing : html`<p class="map-wait" role="status">${this.failed ? gettext("The map could not be loaded. It is tried again.") : gettext("Loading the map")}</p>`}
      </div>
      ${this.data ? html`${this.card()}${this.legend()}` : nothing}`;
  }

  bar() {
    return html`<div class="map-bar no-print">
      <span class="map-group" role="group" aria-label=${gettext("What is shown")}>${Object.entries(viewNames).map(([name, says]) => html`<button type="button" class="small" aria-pressed=${this.view === name} ?disabled=${!this.size} @click=${() => this.show(name)}>${says()}</button>`)}</span>
      <span class="map-group" role="group" aria-label=${gettext("Scale")}><button type="button" class="small" aria-label=${gettext("Nearer")} @click=${() => this.by(STEP)}>+</button><button type="button" class="small" aria-label=${gettext("Further")} @click=${() => this.by(1 / STEP)}>−</button></span>
      <fieldset class="map-layers"><legend class="visually-hidden">${gettext("Layers")}</legend>${Object.entries(layerNames).map(([name, says]) => html`<label><input type="checkbox" .checked=${this.layers[name]} @change=${event => { this.layers = {...this.layers, [name]: event.target.checked}; }}> ${says()}</label>`)}</fieldset></div>`;
  }

  drawing() {
    const {width, height, unit} = this.size;
    const {k, x, y} = this.at;
    const land = this.land?.at(k);
    return svg`<rect class="sea" width=${width} height=${height}></rect>
      <g transform="translate(${x} ${y}) scale(${k})" aria-hidden="true">
        ${this.layers.graticule ? svg`<path class="graticule" d=${this.graticule()}></path>` : nothing}
        ${land ? svg`<path class="land" d=${land.land} data-countries=${this.land.countries}></path><path class="borders" d=${land.borders}></path><path class="coast" d=${land.coast}></path>` : nothing}
        ${this.data && this.layers.sea ? this.data.places.filter(place => place.sea).map(place => svg`<path class="sea-limit" d=${line(place.sea, true)}></path>`) : nothing}
        ${this.data && this.layers.zones ? this.data.zones.map(row => this.zone(row)) : nothing}
        ${this.data && this.layers.zones ? this.data.routes.map(row => svg`<path class="route" data-kind=${row.kind} data-team-tone=${this.tone(row)} d=${line(row.line, false)} @click=${event => this.choose(event, row)}></path>`) : nothing}
      </g>
      ${this.data && this.land ? this.symbolsAndLabels(unit) : nothing}
      ${this.scale()}`;
  }

  graticule() { return (this.grid ??= path(geoGraticule().step([5, 5]).extent([[95, -5], [160, 60]])())); }

  zone(row) {
    return svg`<path class="zone" data-kind=${row.kind} data-team-tone=${this.tone(row)} data-chosen=${this.chosen === row.id ? "1" : nothing} d=${line(row.ring, true)} @click=${event => this.choose(event, row)}></path>`;
  }

  isInSight([x, y], by = 0) { return x >= -by && y >= -by && x <= this.size.width + by && y <= this.size.height + by; }

  depth() {
    // How far down the order of places this scale goes: 2 from afar, 4 from near.
    const miles = pxPerNm(SCALE * this.at.k, 26);
    const depth = miles > 3.2 ? 4 : miles > 1.05 ? 3 : miles > 0.45 ? 2 : 1;
    return this.size.isFar ? Math.max(1, depth - 1) : depth;
  }

  /** How wide a label will be, measured in the font that it is drawn with. */
  width(text, size, weight) {
    if (!this.pen) {
      this.pen = document.createElement("canvas").getContext("2d");
      this.widths = new Map();
    }
    const name = `${weight} ${size} ${text}`;
    if (!this.widths.has(name)) {
      this.pen.font = `${weight} ${size}px ${getComputedStyle(this).fontFamily}`;
      this.widths.set(name, this.pen.measureText(text).width + 2);
    }
    return this.widths.get(name);
  }

  /** Symbols first, then the labels in their order: capitals and great bases, forces, what happened, zones, the rest. */
  symbolsAndLabels(unit) {
    const {data, layers} = this, {width, height, letter} = this.size;
    const room = new Room(width, height);
    const depth = this.depth();
    const places = data.places.filter(place => layers.bases || place.kind === "island" || place.kind === "capital")
      .filter(place => place.kind === "island" || place.priority <= depth).map(place => ({...place, xy: this.xy(place.at)})).filter(place => this.isInSight(place.xy));
    const spread = sideBySide(data.marks.map(row => row.at), 18 * unit);
    const marks = data.marks.map((row, i) => { const [x, y] = this.xy(row.at); return {...row, xy: [x + spread[i], y - 15 * unit]}; }).filter(row => this.isInSight(row.xy));
    const inSight = data.units.map(row => ({...row, spot: this.xy(row.at)})).filter(row => this.isInSight(row.spot, -4));
    const parted = apart(inSight.map(row => row.spot), 33 * unit);
    const units = inSight.map((row, i) => ({...row, xy: parted[i]}));
    for (const {xy: [x, y]} of units) room.take([x - 17 * unit, y - 15 * unit, x + 24 * unit, y + 15 * unit]);
    for (const {xy: [x, y]} of marks) room.take([x - 9 * unit, y - 9 * unit, x + 9 * unit, y + 9 * unit]);
    for (const {xy: [x, y], priority} of places) if (priority <= depth) room.take([x - 4 * unit, y - 4 * unit, x + 4 * unit, y + 4 * unit]);
    room.take([0, height - 34 * unit, 170 * unit, height]);
    const near = depth > 2;
    const label = (row, gap, size, more = {}) => {
      const text = row.label ?? row.name;
      return {row, text, lang: row.lang, x: row.xy[0], y: row.xy[1], gap: gap * unit, size, width: this.width(text, size, more.kind === "place" ? 550 : 650), ...more};
    };
    const named = places.filter(place => place.priority <= depth).toSorted((a, b) => a.priority - b.priority);
    const zones = layers.zones ? [...data.zones.map(row => ({...row, xy: this.xy(middle(row.ring)), centred: true})), ...data.routes.map(row => ({...row, xy: this.xy(row.line[Math.floor(row.line.length / 2)])}))].filter(row => this.isInSight(row.xy)) : [];
    const wanted = [
      ...named.filter(place => place.priority === 1).map(place => label(place, 7, letter, {kind: "place", leader: place.kind !== "island"})),
      ...units.map(row => label(row, 25, letter, {kind: "unit", leader: near})),
      ...marks.map(row => label(row, 11, letter, {kind: "mark", leader: near})),
      ...zones.map(row => label(row, 6, letter, {kind: "zone", centred: row.centred})),
      ...named.filter(place => place.priority > 1).map(place => label(place, 7, letter * (place.kind === "island" ? 0.92 : 1), {kind: "place", leader: place.kind === "base" && place.priority === 2})),
    ];
    const found = placed(wanted, room, unit);
    return svg`<g aria-hidden="true">${units.filter(row => Math.hypot(row.xy[0] - row.spot[0], row.xy[1] - row.spot[1]) > 14 * unit).map(row => svg`<line class="leader" x1=${row.xy[0]} y1=${row.xy[1]} x2=${row.spot[0]} y2=${row.spot[1]}></line><circle class="spot" data-team-tone=${this.tone(row)} cx=${row.spot[0]} cy=${row.spot[1]} r=${2.5 * unit}></circle>`)}
      ${wanted.map((each, i) => (found[i]?.end ? svg`<line class="leader" x1=${each.x} y1=${each.y} x2=${found[i].end[0]} y2=${found[i].end[1]}></line>` : nothing))}
      ${places.map(place => svg`<path class="place" data-kind=${place.kind} d=${PLACE_SHAPES[place.kind]} transform="translate(${place.xy[0]} ${place.xy[1]}) scale(${unit * (place.kind === "island" && place.priority > 2 ? 0.6 : 1)})"></path>`)}</g>
      ${marks.map(row => this.mark(row, unit))}${units.map(row => this.unit(row, unit))}
      <g aria-hidden="true">${wanted.map((each, i) => (found[i] ? this.label(each, found[i].box) : nothing))}</g>`;
  }

  label({row, kind, text, size, lang}, [left, top, right, bottom]) {
    return svg`<text class="lbl ${kind}" data-kind=${row.kind} lang=${lang || nothing} data-team-tone=${kind === "place" ? nothing : this.tone(row)} x=${(left + right) / 2} y=${top + (bottom - top) * 0.78} font-size=${size} text-anchor="middle">${text}</text>`;
  }

  unit(row, unit) {
    const [x, y] = row.xy;
    const team = this.team(row.team);
    return svg`<g class="unit" data-id=${row.id} data-stance=${row.stance} data-team-tone=${this.tone(row)} data-chosen=${this.chosen === row.id ? "1" : nothing} tabindex="0" role="img" aria-label=${this.says(row)} transform="translate(${x} ${y}) scale(${unit})" @click=${event => this.choose(event, row)} @keydown=${event => this.pressRow(event, row)} @focus=${() => this.choose(null, row)}>
      <rect class="halo" x="-20" y="-18" width="48" height="36" rx="4"></rect>${this.icon(row.id, row.symbol)}
      ${team ? svg`<use class="team-tag" href="#mark-${team.mark}" x="14" y="-16" width="13" height="13"></use>` : nothing}</g>`;
  }

  /** The icon of one thing on the map; the same node each time, so that drawing again does not touch it. */
  icon(owner, code) {
    const name = `${owner} ${code}`;
    if (!this.icons.has(name)) {
      const symbol = new this.symbols.Symbol(code, {size: 24, civilianColor: false});
      const parsed = new DOMParser().parseFromString(policy.createHTML(symbol.asSVG()), "image/svg+xml").documentElement;
      const {x, y} = symbol.getAnchor();
      parsed.setAttribute("x", -x);
      parsed.setAttribute("y", -y);
      this.icons.set(name, document.importNode(parsed, true));
    }
    return this.icons.get(name);
  }

  mark(row, unit) {
    const [x, y] = row.xy;
    return svg`<g class="event" data-id=${row.id} data-kind=${row.kind} data-chosen=${this.chosen === row.id ? "1" : nothing} tabindex="0" role="img" aria-label=${this.says(row)} transform="translate(${x} ${y}) scale(${unit})" @click=${event => this.choose(event, row)} @keydown=${event => this.pressRow(event, row)} @focus=${() => this.choose(null, row)}>
      <circle class="halo" r="12"></circle><path class="under" d=${MARK_SHAPES[row.kind]}></path><path d=${MARK_SHAPES[row.kind]}></path></g>`;
  }

  scale() {
    const {width, height, unit, letter} = this.size;
    const [, latitude] = flat.invert(this.at.invert([width / 2, height / 2]));
    const {nm, px} = scaleBar(pxPerNm(SCALE * this.at.k, latitude), Math.min(140 * unit, width / 3));
    const x = 10 * unit, y = height - 12 * unit;
    return svg`<g class="scale-bar" aria-hidden="true"><path d="M${x} ${y - 5 * unit}v${5 * unit}h${px}v${-5 * unit}"></path><text class="lbl" x=${x} y=${y - 8 * unit} font-size=${letter * 0.92}>${fill(gettext("%(count)s nautical miles"), {count: nm})}</text></g>`;
  }

  // ---- words beside the drawing

  card() {
    const row = this.rowsOf(this.data).find(one => one.id === this.chosen);
    if (!row) return html`<p class="map-card small muted no-print">${gettext("Choose a symbol or a zone to read about it. Ctrl and the wheel, or two fingers, change the scale.")}</p>`;
    const team = this.team(row.team);
    return html`<div class="map-card" data-team-tone=${this.tone(row)}>
      <p class="cluster"><strong lang=${row.lang || nothing}>${row.label}</strong><span class="muted">${row.kind_label}</span>${team ? this.teamMark(team) : nothing}<span class="badge">${row.certainty}</span></p>
      <p class="small">${[row.where, fill(gettext("since %(time)s"), {time: this.since(row)})].filter(Boolean).join(" · ")}${row.note ? html` · <span lang=${row.note_lang || nothing}>${row.note}</span>` : nothing}</p>
      ${row.law ? html`<p class="small" lang=${row.law_lang || nothing}>${row.law}</p>` : nothing}${row.provisions ? html`<p class="small muted">${gettext("Rests on:")} ${row.provisions}</p>` : nothing}</div>`;
  }

  teamMark(team) { return html`<span class="team" data-team-tone=${team.tone}><svg class="mark" viewBox="0 0 16 16" aria-hidden="true"><use href="#mark-${team.mark}"></use></svg><span>${team.label}</span></span>`; }

  legend() {
    const kinds = rows => [...new Map(rows.map(row => [row.kind, row])).values()];
    const swatch = (name, row) => html`<svg class="swatch" viewBox="0 0 30 16" aria-hidden="true"><path class=${name} data-kind=${row.kind} data-team-tone=${this.tone(row)} d=${name === "zone" ? "M2 2h26v12H2z" : "M1 8h28"}></path></svg>`;
    const shape = (name, kind, shapes) => html`<svg class="swatch" viewBox="-10 -10 20 20" aria-hidden="true"><g class=${name} data-kind=${kind}><path class=${name === "place" ? "place" : ""} data-kind=${kind} d=${shapes[kind]}></path></g></svg>`;
    const stances = [...new Set(this.data.units.map(row => row.stance))];
    return html`<div class="map-legend" role="group" aria-label=${gettext("Legend")}>
      ${this.data.teams.map(team => this.teamMark(team))}
      ${this.symbols ? stances.map(stance => html`<span><svg class="swatch" viewBox="-18 -18 36 36" aria-hidden="true">${this.icon(stance, `130${{unknown: 1, friend: 3, neutral: 4}[stance]}30000000000000000000000000`.padEnd(30, "0"))}</svg>${stanceNames[stance]()}</span>`) : nothing}
      ${kinds(this.data.zones).map(row => html`<span>${swatch("zone", row)}${row.kind_label}</span>`)}
      ${kinds(this.data.routes).map(row => html`<span>${swatch("route", row)}${row.kind_label}</span>`)}
      ${kinds(this.data.marks).map(row => html`<span>${shape("event", row.kind, MARK_SHAPES)}${row.kind_label}</span>`)}
      ${Object.entries(placeNames).map(([kind, says]) => html`<span>${shape("places", kind, PLACE_SHAPES)}${says()}</span>`)}
      ${this.layers.sea ? html`<span><svg class="swatch" viewBox="0 0 30 16" aria-hidden="true"><path class="sea-limit" d="M1 8h28"></path></svg>${gettext("12 nautical miles about small islands (schematic)")}</span>` : nothing}</div>`;
  }
}

customElements.define("tte-map", TteMap);
