import assert from "node:assert/strict";
import test from "node:test";
import {ageLevel, anchorAt, formatDuration, formatScenario, turnLevel} from "../../../tte/static/tte/js/clock-core.js";

const anchor = {running: true, wall_ms: 1000, exercise_ms: 60000, scenario_ms: 0, rate: 60000, turn_ends_ms: 360000};

test("a running clock goes on from its anchor, the story at its rate", () => {
  assert.deepEqual(anchorAt(anchor, 3500), {exercise_ms: 62500, scenario_ms: 150000, turn_left_ms: 297500});
});

test("a standing clock stands, and a wall clock that steps back turns nothing back", () => {
  assert.equal(anchorAt({...anchor, running: false}, 9999999).exercise_ms, 60000);
  assert.equal(anchorAt(anchor, 0).exercise_ms, 60000);
});

test("a turn without an end has no time left to show", () => {
  assert.equal(anchorAt({...anchor, turn_ends_ms: null}, 3500).turn_left_ms, null);
});

test("times read as people write them", () => {
  const pattern = "D%(day)s %(clock)s";
  assert.equal(formatDuration(724000), "12:04");
  assert.equal(formatDuration(4360999), "1:12:40");
  assert.equal(formatDuration(-61000), "\u22121:01");
  assert.equal(formatDuration(-400), "0:00");
  assert.equal(formatScenario(3 * 86400000 + 24000000, pattern), "D+3 06:40");
  assert.equal(formatScenario(-3600000, pattern), "D\u22121 23:00");
});

test("levels change at their thresholds", () => {
  assert.deepEqual([300001, 300000, 60001, 60000, 1, 0, -5].map(turnLevel), ["ok", "amber", "amber", "red", "red", "closed", "closed"]);
  assert.deepEqual([0, 179, 180, 359, 360].map(ms => ageLevel(ms, 180, 360)), ["ok", "ok", "amber", "amber", "red"]);
});
