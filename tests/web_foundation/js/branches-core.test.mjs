import assert from "node:assert/strict";
import test from "node:test";
import {arrow, boxOf, lineOf, offset, path, wrap} from "../../../injects/static/injects/js/branches-core.js";

test("text is broken between words, and between full-width letters", () => {
  assert.deepEqual(wrap("one two three", 60, 9), ["one two", "three"]);
  assert.deepEqual(wrap("\u6f14\u7fd2\u5b9f\u65bd", 30, 9), ["\u6f14\u7fd2", "\u5b9f\u65bd"]);
  assert.deepEqual(wrap("", 60, 9), []);
});

test("what does not fit ends in an ellipsis", () => {
  const lines = wrap("aaa bbb ccc ddd", 25, 2);
  assert.equal(lines.length, 2);
  assert.ok(lines[1].endsWith("\u2026"));
});

test("a box grows with its lines and a gate is not as wide inside", () => {
  const short = boxOf({kind: "inject", label: "I01 Short"}), long = boxOf({kind: "inject", label: "word ".repeat(12)});
  assert.ok(long.height > short.height && long.width === short.width);
  assert.equal(boxOf({kind: "gate", label: "word ".repeat(60)}).lines.length, 6);
});

test("an edge makes room for its words", () => {
  const edge = lineOf({from: "a", to: "b", label: "makes it so: quarantine of the island in force"});
  assert.ok(edge.lines.length > 1 && edge.height >= edge.lines.length * 14 && edge.written <= edge.width);
});

test("a moment is written as decks have it", () => {
  assert.equal(offset(36 * 3600000), "+1 12:00");
  assert.equal(offset(125 * 60000 + 400), "+0 02:05");
  assert.equal(offset(-5), "+0 00:00");
});

test("an edge is drawn from its first point to its last, with a head there", () => {
  const points = [{x: 0, y: 0}, {x: 10, y: 0}, {x: 20, y: 10}];
  assert.ok(path(points).startsWith("M0,0") && path(points).endsWith("20,10"));
  assert.ok(path(points.slice(0, 2)).includes("L10,0"));
  assert.ok(arrow(points).startsWith("20,10 "));
});
