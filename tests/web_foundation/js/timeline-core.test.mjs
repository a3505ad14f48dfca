import assert from "node:assert/strict";
import test from "node:test";
import {cut, laneItems, moved, span, ticks} from "../../../tte/static/tte/js/timeline-core.js";

const HOUR = 3600000;

test("the strip spans all items and now, on whole hours", () => {
  const [from, to] = span([{at_ms: 2 * HOUR}, {at_ms: 30 * HOUR}], 40 * HOUR);
  assert.ok(from <= HOUR && from % HOUR === 0 && to >= 41 * HOUR && to % HOUR === 0);
  assert.deepEqual(span([], null), [0, 24 * HOUR]);
});

test("ticks keep their distance", () => {
  for (const width of [400, 1200, 5000]) {
    const range = [0, 216 * HOUR], found = ticks(range, width);
    assert.ok(found.length > 1);
    assert.ok(((found[1] - found[0]) / range[1]) * width >= 92 || found[1] - found[0] === 96 * HOUR);
  }
});

test("items that meet in a lane take rows of their own", () => {
  const items = ["c", "a", "b", "z"].map((id, n) => ({id, at_ms: id === "z" ? 500 : n === 0 ? 12 : 10, lanes: id === "z" ? ["y"] : ["x"]}));
  const placed = laneItems(items, "x", at => at);
  assert.deepEqual(placed.map(entry => entry.item.id), ["a", "b", "c"]);
  assert.deepEqual(placed.map(entry => entry.row), [0, 1, 2]);
});

test("labels are cut to fit, full-width letters counting double", () => {
  assert.equal(cut("short", 100), "short");
  assert.equal(cut("abcdefghij", 35), "abcd\u2026");
  assert.equal(cut("\u7d66\u6cb9\u8239\u304c\u623b\u308b", 40), "\u7d66\u6cb9\u2026");
  assert.equal(cut("abc", 3), "");
});

test("a move lands on a step", () => {
  assert.equal(moved(7 * 60000, 1, 300000), 600000);
  assert.equal(moved(7 * 60000, 0, 300000), 300000);
});
