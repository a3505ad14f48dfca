// The desk of a player: keeps what is being read in its place, reads a move to its lead before it is signed, and follows
// the draft that the whole team writes on.
import htmx from "../../tte/js/htmx-policy.js";
import {announce, toast} from "../../tte/js/announce.js";
import {gettext} from "../../tte/js/i18n.js";

const LONGEST_ORDER = 100;

// ---- the inbox stays as it is while somebody reads it

function isBeingRead(inbox) {
  if (document.hidden) return false;
  return inbox.matches(":hover, :focus-within") || inbox.querySelector("#inbox-items > details[open]") !== null
    || inbox.getBoundingClientRect().top < -40;
}

function inboxAddress(inbox, busy) {
  const address = new URL(inbox.getAttribute("hx-get"), location.href);
  const order = [...inbox.querySelectorAll("#inbox-items > [id]")].slice(0, LONGEST_ORDER).map(item => item.dataset.opened);
  address.search = new URLSearchParams({known: inbox.dataset.known, order: order.join(","), busy: busy ? "1" : "0"});
  return address.pathname + address.search;
}

// In the capture phase: the region's own listener then asks for the address that is set here.
document.addEventListener("tte:refresh", event => {
  const inbox = event.target;
  if (inbox.id === "inbox") inbox.setAttribute("hx-get", inboxAddress(inbox, !inbox.dataset.showNew && isBeingRead(inbox)));
}, true);

document.addEventListener("click", event => {
  const link = event.target.closest?.("[data-show-new]");
  if (!link) return;
  event.preventDefault();
  const inbox = link.closest("#inbox");
  inbox.dataset.showNew = "1";
  htmx.trigger(inbox, "tte:refresh", {}, false);
  document.getElementById("inbox-title").scrollIntoView({block: "center"});
});

let announced = "";
document.addEventListener("htmx:after:settle", () => {
  const pill = document.getElementById("arrivals");
  const news = pill ? [...pill.children].map(part => part.textContent.trim()).join(" · ") : "";
  if (news && news !== announced) tellNews(pill, news);
  announced = news;
});

function tellNews(pill, news) {
  const {top, bottom} = pill.getBoundingClientRect();
  const isInSight = pill.checkVisibility() && bottom > 0 && top < innerHeight;
  if (isInSight) announce(news); else toast(news);
}

// What was opened is read: its mark goes and the count falls at once, the server learns of it by itself. An answer that
// was on its way meanwhile does not know yet, so what it brings is set right too.
const read = new Set();

function markRead(item) {
  if (!item.hasAttribute("data-unread")) return;
  item.removeAttribute("data-unread");
  item.querySelector("[data-says-unread]")?.remove();
  const count = document.querySelector("#inbox [data-left-unread]");
  const left = Number(count?.dataset.leftUnread ?? 0) - 1;
  if (left > 0) {
    count.dataset.leftUnread = left;
    count.querySelector("[data-shown]").textContent = left;
  } else count?.remove();
  document.dispatchEvent(new CustomEvent("tte:read"));
}

document.addEventListener("toggle", event => {
  const item = event.target;
  if (!item.matches?.("details.item[data-opened][open]")) return;
  read.add(item.dataset.opened);
  markRead(item);
}, true);

document.addEventListener("htmx:after:settle", () => {
  for (const item of document.querySelectorAll("details.item[data-unread]")) {
    if (read.has(item.dataset.opened)) markRead(item);
  }
});

// ---- ways to a part of the page

function panelOf(element) { return element.closest(".tab-panel"); }

function goTo(id) {
  const target = document.getElementById(id);
  if (!target) return false;
  const panel = panelOf(target) ?? target;
  document.querySelector(`.tablist a[href="#${CSS.escape(panel.id)}"]`)?.click();
  if (target instanceof HTMLDetailsElement) target.open = true;
  target.scrollIntoView({block: "start"});
  (target.querySelector("summary") ?? target).focus({preventScroll: true});
  return true;
}

function fillComposer(name, value) {
  const field = document.querySelector(`#draft-form [name="content.${name}"]`);
  if (!field || ![...field.options].some(option => option.value === value)) return false;
  field.value = value;
  field.closest("details")?.setAttribute("open", "");
  field.dispatchEvent(new Event("change", {bubbles: true}));
  document.querySelector('.tablist a[href="#move"]')?.click();
  const headline = document.getElementById("move-headline");
  headline.scrollIntoView({block: "center"});
  headline.focus({preventScroll: true});
  return true;
}

document.addEventListener("click", event => {
  const link = event.target.closest?.("[data-goto], [data-answer]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const done = link.dataset.goto ? goTo(link.dataset.goto) : fillComposer("item", link.dataset.answer);
  if (done) event.preventDefault();
});

if (location.hash.startsWith("#move-") || location.hash.startsWith("#thread-")) goTo(location.hash.slice(1));

// ---- read and sign

document.addEventListener("htmx:after:swap", event => {
  const dialog = document.getElementById("review");
  const swapped = event.detail?.ctx?.target ?? event.target;
  if (dialog && swapped?.id === "review-body" && !dialog.open) dialog.showModal();
});

function dropDraft() {
  // The draft is a move now: what this tab kept of it must not come back.
  document.getElementById("draft-form")?.dispatchEvent(new CustomEvent("tte:accepted", {detail: {}, bubbles: true}));
}

document.addEventListener("tte:accepted", event => {
  if (!event.target.querySelector?.("[data-sign]")) return;
  event.target.closest("dialog")?.close();
  dropDraft();
  announce(gettext("Signed and sent. The white cell has it."));
  if (document.getElementById("moves")) refreshComposer(); else location.assign(event.target.elements.next.value);
});

// ---- one draft, several writers

// A parameter of the kind of move that somebody else has chosen: it goes along when the fields of that kind are fetched.
document.addEventListener("tte:take", event => {
  const {name, text} = event.detail;
  if (!name.startsWith("content.params.")) return;
  const field = Object.assign(document.createElement("input"), {type: "hidden", name, value: text});
  document.getElementById("move-params")?.append(field);
});

// Enter in a line of the draft goes nowhere: it is saved by itself, and nothing is sent by accident.
document.addEventListener("keydown", event => {
  const isLine = event.target.matches?.("#draft-form input:not([type=checkbox], [type=radio])");
  if (event.key === "Enter" && isLine && !event.ctrlKey && !event.metaKey) event.preventDefault();
});

function draftForm() { return document.getElementById("draft-form"); }

// The draft saves itself under a version of its own; a form that is sent whole says which one it stands on.
document.addEventListener("submit", event => {
  const form = event.target;
  if (form.id === "draft-form") form.elements.version.value = form.dataset.draftVersion;
}, true);

function hasUnsaved() {
  const state = document.querySelector("#draft-form [data-draft-status]")?.dataset.state;
  return state === "editing" || state === "waiting";
}

function refreshComposer() {
  const composer = document.getElementById("composer");
  if (composer) htmx.trigger(composer, "tte:refresh", {}, false);
}

function newerDraft() {
  if (!draftForm()) return;
  if (!hasUnsaved() && !draftForm().contains(document.activeElement)) { refreshComposer(); return; }
  const news = document.getElementById("draft-news");
  if (news) news.textContent = gettext("A teammate has saved a newer text. Yours is kept beside it when you save.");
}

document.addEventListener("tte:draft", event => {
  const {version, edited_by: by} = event.detail ?? {};
  if (by !== document.body.dataset.seat && Number(version) > Number(draftForm()?.dataset.draftVersion ?? 0)) newerDraft();
});
document.addEventListener("tte:move_filed", () => { if (draftForm() && !hasUnsaved()) { dropDraft(); refreshComposer(); } });

// ---- a page for each stage of the exercise

const stageOf = life => (["draft", "lobby"].includes(life) ? "waiting" : ["ended", "archived"].includes(life) ? "over" : "play");
const stage = document.querySelector("[data-stage]")?.dataset.stage;
document.addEventListener("tte:clock_changed", event => {
  const life = event.detail?.data?.life;
  if (stage && life && stageOf(life) !== stage) location.reload();
});
