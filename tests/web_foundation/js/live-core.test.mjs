import assert from "node:assert/strict";
import test from "node:test";
import {
  backoff, commandData, concerns, convert, follows, isItem, judge, newKey, Offset, readCursor, receiptOf, refreshDelay, route,
  socketAddress, wasMissed, writeCursor,
} from "../../../tte/static/tte/js/live-core.js";

test("a frame is next, seen or after a gap, per audience", () => {
  const seen = readCursor('{"public":"12","team:a":0}');
  assert.equal(judge(seen, {a: "public", n: 13}), "next");
  assert.equal(judge(seen, {a: "public", n: 12}), "seen");
  assert.equal(judge(seen, {a: "public", n: 3}), "seen");
  assert.equal(judge(seen, {a: "public", n: 15}), "gap");
  assert.equal(judge(seen, {a: "team:a", n: 1}), "next");
  assert.equal(judge(seen, {a: "room:new", n: 7}), "next");
});

test("a cursor comes back as it was given, and nonsense in it counts as nothing seen", () => {
  assert.deepEqual(writeCursor(readCursor('{"public":"12","team:a":"0"}')), {public: "12", "team:a": "0"});
  for (const bad of ["", "{", "null", '{"public":"x"}', '{"public":-1}', '{"public":1.5}']) {
    assert.deepEqual(writeCursor(readCursor(bad)), {}, bad);
  }
});

test("the wait doubles from a quarter second to eight, within thirty per cent", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 50].map(n => backoff(n, 0.5)), [250, 500, 1000, 2000, 4000, 8000, 8000, 8000]);
  assert.equal(backoff(5, 0), 5600);
  assert.equal(backoff(5, 1), 10400);
});

test("a crowd is spread out, a small room is not", () => {
  assert.equal(refreshDelay(12, 0.9), 150);
  assert.equal(refreshDelay(300, 0), 150);
  assert.equal(refreshDelay(300, 1), 450);
});

test("keys are 32 hex digits of the given chance", () => {
  assert.equal(newKey(bytes => bytes.fill(10)), "0a".repeat(16));
});

test("a command goes by socket, else by post, else waits", () => {
  assert.equal(route(true, true), "socket");
  assert.equal(route(false, true), "post");
  assert.equal(route(false, false), "wait");
});

test("an answer by POST becomes a receipt, or null when nobody was there", () => {
  assert.equal(receiptOf(503, false, null, "k"), null);
  assert.equal(receiptOf(502, true, {ok: true}, "k"), null);
  assert.deepEqual(receiptOf(200, true, {ok: true, data: {a: 1}}, "k"), {t: "receipt", key: "k", ok: true, data: {a: 1}});
  assert.equal(receiptOf(422, true, {ok: false, code: "TURN_CLOSED", detail: "no"}, "k").code, "TURN_CLOSED");
  assert.equal(receiptOf(200, false, null, "k").ok, true);
  assert.equal(receiptOf(403, false, null, "k").code, "SIGNED_OUT");
  assert.equal(receiptOf(500, false, null, "k").code, "HTTP_500");
  assert.equal(receiptOf(400, true, {unrelated: 1}, "k").code, "HTTP_400");
});

test("fields nest, list and take types", () => {
  const data = commandData([
    {name: "content.headline", value: "Go"},
    {name: "content.because[]", value: "one"},
    {name: "content.because[]", value: ""},
    {name: "content.because[]", value: "two"},
    {name: "by_ms", value: " 5000 ", type: "int"},
    {name: "granted", value: "true", type: "bool"},
    {name: "facts", value: '{"a": [1]}', type: "json"},
    {name: "to", value: "", type: "optional"},
    {name: "length_ms", value: "", type: "int"},
    {name: "crossings.0.timer", value: "t1"},
    {name: "crossings.0.choice", value: "fire"},
    {name: "crossings.2.timer", value: "t3"},
    {name: "marks[]", value: null},
    {name: "reason", value: ""},
  ]);
  assert.deepEqual(data, {
    content: {headline: "Go", because: ["one", "two"]}, by_ms: 5000, granted: true, facts: {a: [1]},
    crossings: [{timer: "t1", choice: "fire"}, {timer: "t3"}], marks: [], reason: "",
  });
});

test("a field that cannot hold its text is an error that names both", () => {
  assert.throws(() => convert("soon", "int"), /int.*soon/);
  assert.throws(() => convert("{", "json"));
  assert.throws(() => convert("x", "colour"), /colour/);
  assert.equal(convert("x", undefined), "x");
});

test("field names cannot reach the prototype", () => {
  commandData([{name: "__proto__.polluted", value: "yes"}, {name: "constructor.prototype.polluted", value: "yes"}]);
  assert.equal({}.polluted, undefined);
});

test("the offset is that of the quickest of the last eight pings", () => {
  const offset = new Offset(7);
  assert.equal(offset.value, 7);
  offset.add(0, 100, 1050);
  offset.add(1000, 1010, 2105);
  assert.equal(offset.value, 1100);
  for (let at = 0; at < 8; at += 1) offset.add(at * 1000, at * 1000 + 40, at * 1000 + 520);
  assert.equal(offset.value, 500);
});

test("a region follows kinds, by name or by beginning", () => {
  assert.ok(follows("inject_* message_told", "inject_released"));
  assert.ok(follows("inject_* message_told", "message_told"));
  assert.ok(follows("*", "anything"));
  assert.ok(!follows("inject_* message_told", "message_told_twice"));
  assert.ok(!follows("", "x"));
});

test("staff regions follow the events of the log", () => {
  assert.ok(concerns("move_*", {kind: "staff_logged", data: {what: "move_taken"}}));
  assert.ok(!concerns("inject_*", {kind: "staff_logged", data: {what: "move_taken"}}));
  assert.ok(concerns("item_*", {kind: "item_released", data: {}}));
});

test("what was made before the welcome was missed", () => {
  assert.ok(wasMissed({at: {wall: 5}}, 10));
  assert.ok(!wasMissed({at: {wall: 10}}, 10));
  assert.ok(!wasMissed({}, 10));
  assert.ok(isItem("item_released") && !isItem("clock_changed"));
});

test("the socket has the page's host and safety", () => {
  assert.equal(socketAddress({protocol: "http:", host: "tte.lan:8000"}, "/ws/a/"), "ws://tte.lan:8000/ws/a/");
  assert.equal(socketAddress({protocol: "https:", host: "tte.example"}, "/ws/a/"), "wss://tte.example/ws/a/");
});
