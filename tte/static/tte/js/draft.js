// Drafts that save themselves: <form data-draft="URL" data-draft-version="7">, 2 s after the last key.
//
// The form goes by POST with `version` and `key`. Answers: 200 {ok: true, version, saved_ms}; 409 {ok: false, version,
// by, fields: {name: text}} when somebody else saved in between. Then both texts are kept: theirs is shown beside ours
// and the writer chooses. What could not be saved also stays in this tab until it is. [data-draft-status] says how it is.
// `merged` ({name: text or list}) in either answer is what only the other changed: it is filled in, but never over what is
// being written. Told on the form: tte:saved (detail: the answer); tte:take ({name, text}) for what no control is named.
import {announce} from "./announce.js";
import {serverNow, wallText} from "./clock.js";
import {fill, gettext} from "./i18n.js";
import {newKey} from "./live-core.js";

const QUIET_MS = 2000;
const RETRY_MS = 5000;
const SKIPPED = new Set(["csrfmiddlewaretoken", "key", "version"]);
const drafts = new WeakMap();
let gone = false;

class Draft {
  constructor(form) {
    this.form = form;
    this.timer = null;
    this.saving = false;
    this.dirty = false;
    this.savedAt = null;
    this.kept = `tte.draft.${document.body.dataset.seat ?? ""}.${form.dataset.draft}`;
    this.restore();
  }

  fields() {
    return [...new FormData(this.form)].filter(([name, value]) => !SKIPPED.has(name) && typeof value === "string");
  }

  touched() {
    if (gone) return;
    this.dirty = true;
    sessionStorage.setItem(this.kept, JSON.stringify({version: this.form.dataset.draftVersion ?? "0", fields: this.fields()}));
    if (this.form.querySelector(".conflict")) return;
    this.say("editing", gettext("Editing"));
    this.later(QUIET_MS);
  }

  later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), ms);
  }

  say(state, words) {
    const status = this.form.querySelector("[data-draft-status]");
    if (!status) return;
    status.dataset.state = state;
    status.textContent = words;
  }

  valuesOf(name) { return JSON.stringify(this.fields().filter(([each]) => each === name)); }

  /** Fields in which somebody has gone on writing since they were sent. */
  writtenSince(names) { return names.filter(name => this.sent.get(name) !== this.valuesOf(name)); }

  async save() {
    if (gone || !this.dirty || this.saving || this.form.querySelector(".conflict")) return;
    this.saving = true;
    this.dirty = false;
    this.sent = new Map(this.fields().map(([name]) => [name, this.valuesOf(name)]));
    const answer = await this.post();
    this.saving = false;
    if (answer?.ok) this.saved(answer);
    else if (answer?.fields) this.conflict(answer);
    else this.failed(answer);
    if (this.dirty && answer?.ok) this.later(QUIET_MS);
  }

  async post() {
    const form = new FormData(this.form);
    form.set("version", this.form.dataset.draftVersion ?? "0");
    form.set("key", newKey(bytes => crypto.getRandomValues(bytes)));
    try {
      const answer = await fetch(this.form.dataset.draft, {method: "POST", body: form, headers: {Accept: "application/json"}});
      return (answer.headers.get("content-type") ?? "").includes("json") ? await answer.json() : {ok: false};
    } catch {
      return null;
    }
  }

  seen(version) {
    this.form.dataset.draftVersion = version;
    const shown = this.form.elements.namedItem("version");
    if (shown instanceof HTMLInputElement) shown.value = version;
  }

  saved(answer) {
    const merged = answer.merged ?? {};
    const names = Object.keys(merged).filter(name => this.sent.has(name));
    if (this.writtenSince(names).length) {
      // Still on the old version, so that the next answer shows both texts instead of one winning.
      this.dirty = true;
      this.say("editing", gettext("Editing"));
      return;
    }
    this.seen(answer.version);
    this.take(merged);
    this.savedAt = answer.saved_ms ?? serverNow();
    if (!this.dirty) sessionStorage.removeItem(this.kept);
    this.say("received", fill(gettext("Saved %(time)s"), {time: wallText(this.savedAt, true)}));
    this.form.dispatchEvent(new CustomEvent("tte:saved", {detail: answer, bubbles: true}));
  }

  failed(answer) {
    this.dirty = true;
    const words = this.savedAt === null
      ? gettext("Not saved yet; the text is kept here.")
      : fill(gettext("Not saved since %(time)s; the text is kept here."), {time: wallText(this.savedAt)});
    this.say("waiting", answer?.detail || words);
    this.later(RETRY_MS);
  }

  conflict(answer) {
    this.dirty = true;
    const written = this.writtenSince([...this.sent.keys()]);
    this.take(Object.fromEntries(Object.entries(answer.merged ?? {}).filter(([name]) => !written.includes(name))));
    const box = document.createElement("div");
    box.className = "conflict";
    box.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.textContent = fill(gettext("%(name)s saved another text meanwhile. Both are kept: choose which one goes on."), {name: answer.by || gettext("Somebody else")});
    box.append(words, ...Object.entries(answer.fields).map(([name, text]) => this.theirs(name, text)));
    const goOn = (label, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", () => { this.seen(answer.version); act(); box.remove(); this.touched(); });
      return button;
    };
    const actions = document.createElement("div");
    actions.className = "form-actions";
    actions.append(
      goOn(gettext("Go on with mine"), () => {}),
      goOn(gettext("Go on with theirs"), () => this.take(answer.fields)),
      goOn(gettext("Put theirs below mine"), () => this.join(answer.fields)),
    );
    box.append(actions);
    this.form.prepend(box);
    this.say("waiting", gettext("Two versions"));
  }

  theirs(name, text) {
    const label = document.createElement("label");
    label.className = "field";
    const words = document.createElement("span");
    words.textContent = this.labelOf(name);
    const area = document.createElement("textarea");
    area.readOnly = true;
    const option = [...(this.control(name)?.options ?? [])].find(each => each.value === text);
    area.value = option?.text ?? (Array.isArray(text) ? text.join("\n") : text);
    label.append(words, area);
    return label;
  }

  labelOf(name) {
    const control = this.control(name);
    const legend = control?.matches("[type=radio], [type=checkbox]") || control?.ariaLabel ? control.closest("fieldset")?.querySelector("legend") : null;
    return (legend ?? control?.labels?.[0])?.textContent.trim() || name;
  }

  control(name) {
    const found = this.form.elements.namedItem(name);
    return found instanceof RadioNodeList ? found[0] : found;
  }

  take(fields) {
    const asking = [];
    for (const [name, text] of Object.entries(fields)) {
      const all = this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
      const found = this.form.elements.namedItem(name);
      const chosen = Array.isArray(text) ? text : text.split(", ");
      if (all[0]?.matches("[type=checkbox]")) for (const box of all) box.checked = chosen.includes(box.value);
      else if (Array.isArray(text)) all.forEach((control, place) => { control.value = text[place] ?? ""; });
      else if (found && "value" in found) {
        if (found.value !== text && found instanceof HTMLElement && found.matches("select[hx-trigger=change]")) asking.push(found);
        found.value = text;
      } else this.form.dispatchEvent(new CustomEvent("tte:take", {detail: {name, text}, bubbles: true}));
    }
    // A choice that brings fields of its own is made last, when all that was taken is in the form.
    for (const select of asking) select.dispatchEvent(new Event("change", {bubbles: true}));
  }

  join(fields) {
    for (const [name, text] of Object.entries(fields)) {
      const control = this.control(name);
      if (control instanceof HTMLTextAreaElement && control.value !== text) control.value = `${control.value}\n\n${text}`;
    }
  }

  /** After a reload: what this tab could not save goes back into the form. */
  restore() {
    const {version, sent, fields: kept} = JSON.parse(sessionStorage.getItem(this.kept) ?? "{}");
    if (!kept) return;
    const arrived = sent && version !== this.form.dataset.draftVersion;
    if (arrived || JSON.stringify(kept) === JSON.stringify(this.fields())) { sessionStorage.removeItem(this.kept); return; }
    // Written on the version it was read with: if the server has a newer one, saving shows both instead of one winning.
    this.form.dataset.draftVersion = version;
    const places = new Map();
    for (const [name, value] of kept) {
      const found = this.form.elements.namedItem(name);
      const at = places.get(name) ?? 0;
      places.set(name, at + 1);
      if (found instanceof RadioNodeList && found[0]?.matches("[type=radio], [type=checkbox]")) {
        for (const control of found) if (control.value === value) control.checked = true;
      } else if (found instanceof RadioNodeList) {
        if (found[at]) found[at].value = value;
      } else if (found?.matches("[type=checkbox]")) {
        found.checked = true;
      } else if (found) {
        found.value = value;
      }
    }
    this.dirty = true;
    this.say("waiting", gettext("Text that was not saved is back."));
    announce(gettext("Text that was not saved is back."));
    this.later(QUIET_MS);
  }
}

/** The draft of a form, for pages that save it at moments of their own. */
export function draftOf(form) {
  if (!drafts.has(form)) drafts.set(form, new Draft(form));
  return drafts.get(form);
}

function onChange(event) {
  const form = event.target.closest?.("form[data-draft]");
  if (form && !event.target.closest(".conflict")) draftOf(form).touched();
}

function start(root) { for (const form of root.querySelectorAll?.("form[data-draft]") ?? []) draftOf(form); }

document.addEventListener("input", onChange);
document.addEventListener("change", onChange);
document.addEventListener("htmx:after:settle", event => start(event.target));
document.addEventListener("tte:resync", () => { for (const form of document.querySelectorAll("form[data-draft]")) draftOf(form).save(); });
// A seat that is used elsewhere writes nothing from here any more.
document.addEventListener("tte:gone", () => { gone = true; });
// A draft that was sent as a move is no draft any more.
document.addEventListener("tte:accepted", event => {
  const draft = drafts.get(event.target);
  if (!draft) return;
  clearTimeout(draft.timer);
  draft.dirty = false;
  sessionStorage.removeItem(draft.kept);
});
addEventListener("pagehide", () => { for (const form of document.querySelectorAll("form[data-draft]")) draftOf(form).save(); });
start(document);
