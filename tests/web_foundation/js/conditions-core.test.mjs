import assert from "node:assert/strict";
import test from "node:test";
import {added, asking, at, changed, freshGroup, freshRow, named, ofFact, related, shown, ticked, without} from "../../../injects/static/injects/js/conditions-core.js";

const row = words => ({...freshRow(), words});
const tree = {is: "group", join: "all", parts: [row(["a"]), {is: "group", join: "any", parts: [row(["b"]), row(["c"])]}]};

test("a change touches its place alone and leaves the old tree as it was", () => {
  const after = changed(tree, [1, 0], each => ({...each, negated: true}));
  assert.equal(at(after, [1, 0]).negated, true);
  assert.equal(at(tree, [1, 0]).negated, false);
  assert.equal(after.parts[0], tree.parts[0]);
});

test("parts are added at the end; a group that is emptied goes, the outermost stays", () => {
  assert.deepEqual(at(added(tree, [1], freshRow()), [1, 2]), freshRow());
  assert.equal(added(tree, [], freshGroup()).parts.length, 3);
  assert.deepEqual(without(without(tree, [1, 0]), [1, 0]).parts, [tree.parts[0]]);
  assert.deepEqual(without({...tree, parts: [row(["a"])]}, [0]).parts, []);
});

test("what is chosen is known by its label, what is typed by its name, and the rest is kept", () => {
  const options = [{id: "us.escort", label: "Escort"}, {id: "escort", label: "Convoy"}];
  assert.equal(named(options, "Escort"), "us.escort");
  assert.equal(named(options, " escort "), "escort");
  assert.equal(named(options, "convoy"), "escort");
  assert.equal(named(options, "nothing"), "nothing");
  assert.equal(named(options, " "), "");
  const facts = [{id: "q", label: "Quarantine area declared"}, {id: "b", label: "Blockade declared"}];
  assert.equal(named(facts, "quarantine declared"), "q");
  assert.equal(named(facts, "declared"), "declared");
  assert.equal(shown(options, "us.escort"), "Escort");
  assert.equal(shown(options, "nothing"), "nothing");
});

test("a row that asks something else has as many words as that wants", () => {
  assert.deepEqual(asking(row(["x"]), {id: "ruled", asks: [{}, {}]}).words, ["", ""]);
  assert.deepEqual(asking({...row(["x"]), about: "made"}, {id: "fact", asks: []}).words, [""]);
});

test("a fact takes a relation that fits its kind, and values stay where they can", () => {
  assert.deepEqual(ofFact(row([""]), "status", ["==", "in"]), {...row(["status", ""]), relation: "=="});
  assert.deepEqual(ofFact({...row(["status", "a"]), relation: "=="}, "given", [""]), row(["given"]));
  const one = {...row(["status", "a"]), relation: "=="};
  assert.equal(ofFact(one, "status", ["=="]), one);
  const two = related(one, "in");
  assert.deepEqual(ticked(two, "b", true).words, ["status", "a", "b"]);
  assert.deepEqual(ticked(two, "a", false).words, ["status"]);
  assert.deepEqual(related(ticked(two, "b", true), "!=").words, ["status", "a"]);
  assert.deepEqual(related({...row(["status", ""]), relation: "=="}, "in").words, ["status"]);
});
