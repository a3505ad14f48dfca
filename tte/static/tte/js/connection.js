// The connection, as people see it: the pill, the banner, what was missed, and a seat that is no longer ours.
import {announce, toast} from "./announce.js";
import {serverNow, wallText} from "./clock.js";
import {fill, gettext, ngettext} from "./i18n.js";
import {outstanding} from "./live.js";

const words = {
  live: () => gettext("Live"),
  slow: () => gettext("Slow"),
  connecting: () => gettext("Connecting"),
  offline: () => gettext("Offline"),
  gone: () => gettext("Left"),
};
let before = null;

function showPill({state, latency}) {
  const pill = document.getElementById("tte-connection");
  if (!pill) return;
  pill.dataset.state = state;
  const word = pill.querySelector(".words");
  // Written only when it changes: the pill is a status that screen readers speak.
  if (word.textContent !== words[state]()) word.textContent = words[state]();
  const open = state === "live" || state === "slow";
  pill.querySelector(".figure").textContent = latency === null || !open ? "" : `${Math.round(latency)} ms`;
}

function showBanner({state, since}) {
  const banner = document.getElementById("tte-offline");
  if (!banner) return;
  banner.hidden = state !== "offline";
  if (state !== "offline" || before === "offline") return;
  const time = wallText(serverNow() - (Date.now() - since));
  banner.querySelector("span").textContent =
    fill(gettext("Offline since %(time)s. You can keep writing; it will be sent when the connection is back."), {time});
  announce(gettext("The connection is lost. You can keep writing."));
}

document.addEventListener("tte:connection", event => {
  showPill(event.detail);
  showBanner(event.detail);
  before = event.detail.state;
  document.body.dataset.connection = before;
});

document.addEventListener("tte:back", event => {
  const {count} = event.detail;
  const items = ngettext("Back. %(count)s item arrived while you were away.", "Back. %(count)s items arrived while you were away.", count);
  toast(count ? fill(items, {count}) : gettext("Back. Nothing was missed."));
});

function replacePage(title, text) {
  const main = document.getElementById("main");
  const head = document.createElement("h1");
  head.textContent = title;
  const words = document.createElement("p");
  words.textContent = text;
  const link = document.createElement("a");
  link.className = "button primary";
  link.href = "/";
  link.textContent = gettext("To the start page");
  const box = document.createElement("div");
  box.className = "stack";
  box.append(head, words, link);
  main.replaceChildren(box);
  document.querySelectorAll(".app-nav, .menu.danger, dialog:not(#tte-keys)").forEach(part => part.remove());
  main.focus();
}

const partings = {
  moved: () => [gettext("This seat is now used on another device"), gettext("Nothing of it is kept here. To bring it back, join again with its code and PIN.")],
  left: () => [gettext("You have left this seat"), gettext("Nothing of it is kept here. To come back, join again with its code and PIN.")],
  ejected: () => [gettext("The exercise staff freed this seat"), gettext("Ask them which seat is yours now.")],
  not_yours: () => [gettext("This browser does not hold this seat"), gettext("Join with the code and PIN on your seat card.")],
};

// A device that has lost its seat keeps nothing of it.
document.addEventListener("tte:gone", event => {
  replacePage(...(partings[event.detail.code] ?? partings.not_yours)());
  sessionStorage.clear();
});

document.addEventListener("tte:signed-out", () => {
  const banner = document.getElementById("tte-offline");
  if (!banner) return;
  banner.hidden = false;
  banner.querySelector("span").textContent = outstanding()
    ? gettext("This browser no longer holds the seat, and something you sent was not taken. Copy it, then join again.")
    : gettext("This browser no longer holds the seat. Reload the page to join again.");
});
