// The views of a deck: the timeline leads to the line of an inject, the branch graph draws itself.
import "../../tte/js/timeline.js";
import "./branches.js";

document.addEventListener("tte-select", event => {
  const row = document.getElementById(`row-${event.detail.id}`);
  row?.scrollIntoView({block: "center"});
  row?.focus({preventScroll: true});
});
