// Sections that stand side by side on a wide screen and are chosen by a row of links on a narrow one.
//
// <div class="tabset"><nav class="tablist"><a href="#now">..</a></nav><section class="tab-panel" id="now">..</section></div>
// Panels may stand in columns of the set. Without script the links jump to their sections.

function panelsOf(set) { return [...set.querySelectorAll(".tab-panel")].filter(panel => panel.closest(".tabset") === set); }

function show(set, id) {
  for (const panel of panelsOf(set)) panel.toggleAttribute("data-active", panel.id === id);
  for (const link of set.querySelectorAll(":scope > .tablist a")) {
    if (link.hash === `#${id}`) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
  }
}

function start() {
  for (const set of document.querySelectorAll(".tabset")) {
    const panels = panelsOf(set);
    const wanted = panels.find(panel => `#${panel.id}` === location.hash) ?? panels.find(panel => panel.hasAttribute("data-active")) ?? panels[0];
    if (wanted) show(set, wanted.id);
  }
}

document.addEventListener("click", event => {
  const link = event.target.closest?.(".tablist a[href^='#']");
  if (!link) return;
  event.preventDefault();
  show(link.closest(".tabset"), link.hash.slice(1));
  history.replaceState(history.state, "", link.hash);
  link.scrollIntoView({inline: "nearest", block: "nearest"});
});
addEventListener("hashchange", start);
start();

// On a narrow screen a row of views scrolls sideways: the one that is open is in sight.
for (const link of document.querySelectorAll(".app-nav a[aria-current='page']")) {
  const row = link.parentElement;
  if (row.scrollWidth > row.clientWidth) row.scrollLeft = link.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
}
