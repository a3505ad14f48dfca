// The one module that touches the socket: frames in, commands out (without it by POST).
//
// Out (events on <body>): tte:<kind> and tte:frame (detail = frame), tte:draft {version, edited_by}, tte:resync,
// tte:connection {state, latency, since}, tte:back {count}, tte:gone {code}, tte:signed-out. In: command(), opened().
import {setConnections} from "./regions.js";
import {sample} from "./clock.js";
import {
  backoff, isItem, judge, newKey, OFFLINE_AFTER_MS, PING_MS, readCursor, readLines, receiptOf, RECEIPT_WAIT_MS, route, SLOW_MS,
  socketAddress, wasMissed, writeCursor,
} from "./live-core.js";

const body = document.body;
const seen = readCursor(body.dataset.cursor);
const commands = new Map();
const unreported = new Set();
const MISSED_QUIET_MS = 700;
const OPENED_BATCH_MS = 500;
const MOST_OPENED = 200;

let socket = null;
let welcomed = false;
let everLive = false;
let gone = false;
let attempt = 0;
let latency = null;
let pings = null;
let unanswered = 0;
let offlineSince = null;
let offlineTimer = null;
let openedTimer = null;
let missed = {until: 0, count: 0, timer: null};

function tell(name, detail) { body.dispatchEvent(new CustomEvent(name, {detail, bubbles: true})); }

function state() {
  if (gone) return "gone";
  if (welcomed) return latency !== null && latency > SLOW_MS ? "slow" : "live";
  return offlineSince !== null ? "offline" : "connecting";
}

function tellConnection() { tell("tte:connection", {state: state(), latency, since: offlineSince}); }

// ---- the socket

function connect() {
  if (gone) return;
  const mine = socket = new WebSocket(socketAddress(location, body.dataset.socket));
  socket.addEventListener("open", () => socket.send(JSON.stringify({t: "hello", cursor: writeCursor(seen), lines: true})));
  socket.addEventListener("message", event => readLines(event.data).forEach(receive));
  socket.addEventListener("close", () => mine === socket && lost());
}

function lost() {
  clearInterval(pings);
  socket = null;
  welcomed = false;
  latency = null;
  if (gone) return;
  offlineTimer ??= setTimeout(() => { offlineSince = Date.now() - OFFLINE_AFTER_MS; tellConnection(); }, OFFLINE_AFTER_MS);
  setTimeout(connect, backoff(attempt++, Math.random()));
  // The server may be there and refuse this seat: then the page itself is refused too.
  if (attempt === 3 && !everLive) askWhetherSignedIn();
  for (const entry of commands.values()) if (entry.via === "socket") dispatch(entry);
}

async function askWhetherSignedIn() {
  try {
    const answer = await fetch(location.href, {method: "HEAD", redirect: "manual"});
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) tell("tte:signed-out");
  } catch { /* nobody answers: that is being offline, which the pill says already */ }
}

function ping() {
  // Then nobody answers a close.
  if (unanswered++ > 1) { socket.close(); lost(); return; }
  socket.send(JSON.stringify({t: "ping", at: Date.now()}));
}

const receivers = {
  welcome(message) {
    const returning = everLive;
    welcomed = everLive = true;
    attempt = unanswered = 0;
    clearTimeout(offlineTimer);
    offlineTimer = offlineSince = null;
    setConnections(message.connections ?? 0);
    clearTimeout(missed.timer);
    missed = {until: message.server_ms, count: 0, timer: returning ? setTimeout(tellMissed, MISSED_QUIET_MS) : null};
    clearInterval(pings);
    pings = setInterval(ping, PING_MS);
    ping();
    for (const entry of commands.values()) dispatch(entry);
    sendOpened();
    tellConnection();
  },
  frame(frame) {
    const verdict = judge(seen, frame);
    if (verdict === "seen") return;
    seen.set(frame.a, frame.n);
    if (missed.timer && isItem(frame.kind) && wasMissed(frame, missed.until)) missed.count += 1;
    tell(`tte:${frame.kind}`, frame);
    tell("tte:frame", frame);
    if (verdict === "gap") tell("tte:resync", {reason: "gap"});
  },
  receipt(receipt) { settle(receipt); },
  resync(message) {
    for (const [audience, n] of readCursor(JSON.stringify(message.cursor ?? {}))) seen.set(audience, n);
    tell("tte:resync", message);
  },
  pong(message) {
    const now = Date.now();
    unanswered = 0;
    latency = now - message.at;
    sample(message.at, now, message.server_ms);
    tellConnection();
  },
  // Somebody of the team saved its draft: no frame, since it is no part of the record, but regions may follow it.
  draft(message) {
    tell("tte:draft", message);
    tell("tte:frame", {a: "", n: 0, kind: "draft", data: message});
  },
  bye(message) {
    if (message.code === "restart") { attempt = 0; return; }
    gone = true;
    for (const entry of commands.values()) entry.settle({t: "receipt", key: entry.key, ok: false, code: "SEAT_GONE", detail: ""});
    commands.clear();
    tellConnection();
    tell("tte:gone", {code: message.code});
  },
};

function receive(message) { receivers[message.t]?.(message); }

function tellMissed() {
  missed.timer = null;
  tell("tte:back", {count: missed.count});
}

// ---- commands

/**
 * Sends a command and resolves with its receipt. `post` ({url, form}: FormData) is the way without a socket.
 * `told` hears how it goes: "sending", or "waiting" while nobody can be reached. The key stays the same throughout,
 * so however often a command is sent, it is done once.
 */
export function command(kind, data, {post = null, told = () => {}} = {}) {
  const key = newKey(bytes => crypto.getRandomValues(bytes));
  return new Promise(resolve => {
    const entry = {key, kind, data, post, told, via: null, timer: null, settle: resolve};
    commands.set(key, entry);
    dispatch(entry);
  });
}

/** How many commands nobody has answered yet. */
export function outstanding() { return commands.size; }

function dispatch(entry) {
  clearTimeout(entry.timer);
  if (entry.via === "post") return;
  switch (route(welcomed, entry.post !== null)) {
    case "socket":
      entry.via = "socket";
      entry.told("sending");
      socket.send(JSON.stringify({t: "cmd", key: entry.key, kind: entry.kind, data: entry.data}));
      if (entry.post) entry.timer = setTimeout(() => post(entry), RECEIPT_WAIT_MS);
      break;
    case "post":
      post(entry);
      break;
    default:
      entry.via = null;
      entry.told("waiting");
  }
}

async function post(entry) {
  entry.via = "post";
  entry.told("sending");
  const receipt = await posted(entry);
  if (!commands.has(entry.key)) return;
  entry.via = null;
  if (receipt) {
    settle(receipt);
    if (!welcomed) tell("tte:resync", {reason: "posted"});
    return;
  }
  entry.told("waiting");
  entry.timer = setTimeout(() => dispatch(entry), backoff(attempt, Math.random()) + RECEIPT_WAIT_MS);
}

async function posted(entry) {
  const form = entry.post.form;
  form.set("key", entry.key);
  try {
    const answer = await fetch(entry.post.url, {
      method: "POST", body: form, credentials: "same-origin",
      headers: {"Accept": "application/json", "X-TTE-Key": entry.key},
    });
    const isJson = (answer.headers.get("content-type") ?? "").includes("json");
    return receiptOf(answer.status, isJson, isJson ? await answer.json() : null, entry.key);
  } catch {
    return null;
  }
}

function settle(receipt) {
  const entry = commands.get(receipt.key);
  if (!entry) return;
  clearTimeout(entry.timer);
  commands.delete(receipt.key);
  if (receipt.code === "SIGNED_OUT") tell("tte:signed-out");
  entry.settle(receipt);
}

// ---- what the reader has opened

/** Reports items as opened by this seat; kept until somebody hears it. */
export function opened(ids) {
  for (const id of ids) unreported.add(id);
  openedTimer ??= setTimeout(sendOpened, OPENED_BATCH_MS);
}

function sendOpened() {
  openedTimer = null;
  if (!unreported.size) return;
  const ids = [...unreported].slice(0, MOST_OPENED);
  if (welcomed) {
    socket.send(JSON.stringify({t: "opened", ids}));
    for (const id of ids) unreported.delete(id);
    if (unreported.size) openedTimer = setTimeout(sendOpened, OPENED_BATCH_MS);
  } else if (body.dataset.openedUrl && offlineSince === null) {
    postOpened(ids);
  }
}

async function postOpened(ids) {
  const form = new FormData();
  for (const id of ids) form.append("ids", id);
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  try {
    const answer = await fetch(body.dataset.openedUrl, {method: "POST", body: form, headers: {"X-CSRFToken": token}});
    if (answer.ok) for (const id of ids) unreported.delete(id);
  } catch { /* kept for the next connection */ }
}

if (body.dataset.socket) {
  connect();
  addEventListener("online", () => { if (!socket) { attempt = 0; connect(); } });
  addEventListener("beforeunload", event => { if (commands.size) event.preventDefault(); });
}
