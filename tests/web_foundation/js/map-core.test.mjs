import assert from "node:assert/strict";
import {test} from "node:test";
import {fitted, middle, nearby, placed, pxPerNm, Room, scaleBar, sideBySide, textWidth} from "../../../tte/static/tte/js/map-core.js";

test("Labels keep off each other and inside the frame", () => {
  const room = new Room(400, 300);
  const label = {x: 200, y: 150, text: "Kadena", size: 13, gap: 8, leader: true};
  const found = placed([label, label, label], room).map(one => one.box);
  for (const [i, a] of found.entries()) {
    assert.ok(a[0] >= 0 && a[2] <= 400 && a[1] >= 0 && a[3] <= 300);
    for (const b of found.slice(i + 1)) assert.ok(a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1]);
  }
});

test("A label without room is left out, or led away by a line", () => {
  const crowded = new Room(400, 300);
  crowded.take([180, 130, 220, 170]);
  crowded.take([100, 120, 300, 180]);
  const label = {x: 200, y: 150, text: "Kadena", size: 13, gap: 8};
  assert.deepEqual(placed([{...label, leader: false}], crowded), [null]);
  const [led] = placed([{...label, leader: true}], crowded);
  assert.ok(led.end);
});

test("Eight places about a point", () => {
  assert.equal(new Set(nearby(0, 0, 40, 16, 8).map(String)).size, 8);
});

test("Wide letters take more room", () => {
  assert.ok(textWidth("嘉手納", 13) > textWidth("Kad", 13));
});

test("The scale bar is a round number and fits", () => {
  const {nm, px} = scaleBar(0.7, 120);
  assert.equal(nm, 100);
  assert.ok(px <= 120);
});

test("A mile is longer to the north", () => {
  assert.ok(pxPerNm(1000, 35) > pxPerNm(1000, 20));
  assert.ok(Math.abs(pxPerNm(3440.065, 0) - 1) < 1e-9);
});

test("A view fills the window and is centred", () => {
  assert.deepEqual(fitted([[0, 0], [100, 50]], 200, 200), {k: 2, x: 0, y: 50});
});

test("The middle of a square, and of a line", () => {
  assert.deepEqual(middle([[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]), [1, 1]);
  assert.deepEqual(middle([[0, 0], [5, 0], [0, 0]]), [5, 0]);
});

test("What stands on one spot is drawn side by side", () => {
  assert.deepEqual(sideBySide([[1, 2], [3, 4], [1, 2]], 10), [0, 0, 10]);
});
