// What the reader has seen: reports items as opened, says how many are new, and never moves what is being read.
//
// data-opened="ID": a <details> counts when it is opened, anything else after it was in view for a second. [data-feed] on
// a list of elements with ids: new ones get a "3 new" button when the reader is further down. Page title: "(3) ...",
// what is unread where a [data-counts-unread] is (`tte:read` says that its [data-left-unread] fell), else what came unseen.
import {announce} from "./announce.js";
import {fill, ngettext} from "./i18n.js";
import {opened} from "./live.js";

const IN_VIEW_MS = 1000;
const reported = new Set();
const timers = new Map();
const title = document.title;
let unseen = 0;

function report(element) {
  const id = element.dataset.opened;
  if (reported.has(id)) return;
  reported.add(id);
  opened([id]);
}

const inView = new IntersectionObserver(entries => {
  for (const {target, isIntersecting} of entries) {
    clearTimeout(timers.get(target));
    if (isIntersecting && !document.hidden) timers.set(target, setTimeout(() => report(target), IN_VIEW_MS));
  }
}, {threshold: 0.5});

function watch() {
  for (const element of document.querySelectorAll("[data-opened]:not(details)")) inView.observe(element);
}

document.addEventListener("toggle", event => {
  if (event.target.matches?.("details[data-opened]") && event.target.open) report(event.target);
}, true);

// ---- feeds

function ids(feed) { return new Set([...feed.children].map(child => child.id).filter(Boolean)); }

const before = new WeakMap();

function isRead(feed) {
  const top = feed.getBoundingClientRect().top;
  const column = feed.closest(".column-body");
  return (column ? column.scrollTop < 40 : top > -40);
}

function offer(feed, count) {
  feed.parentElement.querySelector(".new-pill")?.remove();
  if (isRead(feed)) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "new-pill small";
  button.textContent = fill(ngettext("%(count)s new", "%(count)s new", count), {count});
  button.addEventListener("click", () => {
    button.remove();
    const first = feed.querySelector("[data-nav-item]") ?? feed;
    first.scrollIntoView({block: "start"});
    (first.matches("details") ? first.querySelector("summary") : first).focus({preventScroll: true});
  });
  feed.before(button);
}

function checkFeeds() {
  for (const feed of document.querySelectorAll("[data-feed]")) {
    const now = ids(feed), then = before.get(feed);
    before.set(feed, now);
    if (!then) continue;
    const count = [...now].filter(id => !then.has(id)).length;
    if (!count) continue;
    announce(fill(ngettext("%(count)s new item", "%(count)s new items", count), {count}));
    offer(feed, count);
    if (document.hidden) unseen += count;
  }
}

function entitle() {
  const inbox = document.querySelector("[data-counts-unread]");
  const unread = inbox?.querySelector("[data-left-unread]");
  const count = inbox ? Number(unread?.dataset.leftUnread ?? 0) : unseen;
  document.title = count ? `(${count}) ${title}` : title;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unseen = 0;
  entitle();
});
document.addEventListener("tte:read", entitle);

// ---- one short tone for FLASH items, off unless asked for

const SOUND = "tte.sound";

function tone() {
  const audio = new AudioContext();
  const source = audio.createOscillator(), volume = audio.createGain();
  source.frequency.value = 660;
  volume.gain.setValueAtTime(0.15, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.6);
  source.connect(volume).connect(audio.destination);
  source.start();
  source.stop(audio.currentTime + 0.6);
  source.addEventListener("ended", () => audio.close());
}

for (const box of document.querySelectorAll("[data-sound-switch]")) {
  box.checked = localStorage.getItem(SOUND) === "on";
  box.addEventListener("change", () => {
    localStorage.setItem(SOUND, box.checked ? "on" : "off");
    if (box.checked) tone();
  });
}
document.addEventListener("tte:frame", event => {
  const {data} = event.detail;
  if (data?.precedence === "flash" && localStorage.getItem(SOUND) === "on") tone();
});

function look() { watch(); checkFeeds(); entitle(); }
document.addEventListener("htmx:after:settle", look);
look();
