// The map of a page that has other things on it: its script, coastline and symbols are fetched when it comes into sight.
const watch = new IntersectionObserver(entries => {
  if (!entries.some(entry => entry.isIntersecting)) return;
  watch.disconnect();
  import("./map.js");
}, {rootMargin: "80px"});

for (const map of document.querySelectorAll("tte-map")) watch.observe(map);
