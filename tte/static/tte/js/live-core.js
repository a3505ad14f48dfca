// The decisions of the live connection, without a socket, a page or a clock: what live.js does is decided here.

export const RECEIPT_WAIT_MS = 3000;
export const PING_MS = 5000;
export const SLOW_MS = 600;
export const OFFLINE_AFTER_MS = 1500;
export const COALESCE_MS = 150;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8000;
const SPREAD = 0.3;
const CROWD = 100;
const CROWD_JITTER_MS = 300;

/** How long to wait before attempt `attempt` (0 first): doubling to 8 s, give or take 30 %. `chance` is in [0, 1). */
export function backoff(attempt, chance) {
  const base = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 16));
  return Math.round(base * (1 - SPREAD + 2 * SPREAD * chance));
}

/** Delay before a region refetches: fixed, and spread out when many would ask at once. */
export function refreshDelay(connections, chance) {
  return COALESCE_MS + (connections > CROWD ? Math.round(CROWD_JITTER_MS * chance) : 0);
}

/** Positions per audience from the page's cursor (`{"public":"12"}`); anything malformed counts as nothing seen. */
export function readCursor(text) {
  let given;
  try { given = JSON.parse(text || "{}"); } catch { given = {}; }
  const seen = new Map();
  for (const [audience, position] of Object.entries(given ?? {})) {
    const n = Number(position);
    if (Number.isSafeInteger(n) && n >= 0) seen.set(audience, n);
  }
  return seen;
}

/** The messages of one text from the server: one a line. */
export function readLines(text) { return text.split("\n").map(line => JSON.parse(line)); }

/** The cursor as the server takes it: positions as strings. */
export function writeCursor(seen) {
  return Object.fromEntries([...seen].map(([audience, n]) => [audience, String(n)]));
}

/** Whether a frame is the next of its audience, one already seen, or one after a gap. An audience may begin anywhere. */
export function judge(seen, frame) {
  const last = seen.get(frame.a);
  if (last === undefined) return "next";
  if (frame.n <= last) return "seen";
  return frame.n === last + 1 ? "next" : "gap";
}

/** 32 hex digits. `fill` is crypto.getRandomValues, which unlike the browser's own UUIDs is there on plain HTTP. */
export function newKey(fill) {
  return Array.from(fill(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");
}

/** Address of the socket from the page's address and the path in data-socket. */
export function socketAddress(location, path) {
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${path}`;
}

/** Where a command goes now: the socket if it is welcomed, else the form's address, else it waits. */
export function route(isLive, hasAddress) {
  if (isLive) return "socket";
  return hasAddress ? "post" : "wait";
}

/** What an answer to a POST says, as a receipt; null when nobody answered and the command must be kept. */
export function receiptOf(status, isJson, body, key) {
  if ([502, 503, 504].includes(status)) return null;
  if (isJson && body && typeof body.ok === "boolean") return {t: "receipt", key, ...body};
  if (status < 400) return {t: "receipt", key, ok: true, data: {}};
  return {t: "receipt", key, ok: false, code: status === 403 || status === 401 ? "SIGNED_OUT" : `HTTP_${status}`, detail: ""};
}

const converters = {
  int: text => (text.trim() === "" ? undefined : Math.trunc(Number(text))),
  number: text => (text.trim() === "" ? undefined : Number(text)),
  bool: text => text === true || ["true", "1", "on", "yes"].includes(text),
  json: text => (text.trim() === "" ? undefined : JSON.parse(text)),
  optional: text => (text === "" ? undefined : text),
};

/** One field's value by its data-type; a missing type keeps the text. `undefined` leaves the field out. */
export function convert(text, type) {
  if (!type) return text;
  const value = converters[type]?.(text);
  if (type in converters && !Number.isNaN(value)) return value;
  throw new TypeError(`data-type "${type}" cannot hold "${text}"`);
}

function isIndex(part) { return /^\d+$/.test(part); }

function place(target, path, value) {
  const [head, ...rest] = path;
  if (!rest.length) { target[head] = value; return; }
  target[head] ??= isIndex(rest[0]) ? [] : {};
  place(target[head], rest, value);
}

function dense(value) {
  if (Array.isArray(value)) return value.filter(entry => entry !== undefined).map(dense);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, dense(v)]));
  return value;
}

/**
 * The data of a command from form fields, in order: `[{name, value, type}]`. `a.b` nests, `a.0.b` makes a list of
 * objects, `a[]` collects values (empty texts are dropped, so that spare inputs may stay empty).
 */
export function commandData(fields) {
  const data = Object.create(null);
  for (const {name, value, type} of fields) {
    const isList = name.endsWith("[]");
    const path = (isList ? name.slice(0, -2) : name).split(".");
    if (path.some(part => ["__proto__", "constructor", "prototype"].includes(part))) continue;
    if (isList) {
      const list = [];
      place(data, path, existing(data, path) ?? list);
      if (value !== null && value !== "") existing(data, path).push(convert(value, type));
    } else {
      const converted = convert(value, type);
      if (converted !== undefined) place(data, path, converted);
    }
  }
  return dense({...data});
}

function existing(data, path) { return path.reduce((at, part) => at?.[part], data); }

/** How far the server's clock is ahead, from the ping with the shortest way among the last few. */
export class Offset {
  constructor(start = 0) { this.samples = []; this.start = start; }

  /** Times in ms: when the ping left and came back by this clock, and the server's clock in between. */
  add(sent, received, server) {
    this.samples = [...this.samples, {way: received - sent, offset: server - (sent + received) / 2}].slice(-8);
  }

  get value() {
    if (!this.samples.length) return this.start;
    return this.samples.reduce((best, next) => (next.way < best.way ? next : best)).offset;
  }
}

/** Whether any of the kinds that a region follows (`inject_* message_sent`) is `kind`. */
export function follows(list, kind) {
  return list.split(/\s+/).some(entry => (entry.endsWith("*") ? kind.startsWith(entry.slice(0, -1)) : entry === kind));
}

/** Whether a frame concerns a region. Staff hear of every event of the log in one kind of frame, which names the event. */
export function concerns(list, {kind, data}) {
  return follows(list, kind) || (kind === "staff_logged" && follows(list, data.what));
}

const NOT_ITEMS = new Set(["clock_changed", "seat_changed", "move_status_changed", "staff_logged", "draft"]);

/** Whether a kind of frame is something to read, and so counts as having arrived. */
export function isItem(kind) { return !NOT_ITEMS.has(kind); }

/** Whether a frame was made before the connection came back, so belongs to what was missed. */
export function wasMissed(frame, welcomedAt) {
  return (frame.at?.wall ?? Infinity) < welcomedAt;
}
