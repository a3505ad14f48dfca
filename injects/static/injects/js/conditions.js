// <tte-condition data-for="f-when" src="URL">: a condition as rows and groups above the field that holds its text.
//
// The field is what is saved; what is built here is written into it by the server, which alone knows the notation:
// POST `form` or `text` gives {form, text, words, problem, unfinished}. Controls have no names, so no form sends them.
import {added, asking, at, changed, freshGroup, freshRow, named, ofFact, related, shown, ticked, without} from "./conditions-core.js";
import {announce} from "../../tte/js/announce.js";
import {fill, gettext, ngettext} from "../../tte/js/i18n.js";
import {html, LitElement, nothing} from "../../tte/vendor/lit.js";

const DEEPEST = 4, QUIET_MS = 400, RETRY_MS = 3000;
const joins = {
  all: () => gettext("All of these hold"), any: () => gettext("At least one of these holds"),
  none: () => gettext("None of these holds"), not_all: () => gettext("Not all of these hold"),
};
const offers = new Map();
let count = 0;

/** What conditions of a deck can be made of, asked once for all fields of a page. */
function offered(address) {
  if (!offers.has(address)) {
    offers.set(address, fetch(address, {headers: {Accept: "application/json"}}).then(answer => {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    }).catch(error => { offers.delete(address); throw error; }));
  }
  return offers.get(address);
}

class TteCondition extends LitElement {
  static properties = {tree: {state: true}, offer: {state: true}, said: {state: true}};

  constructor() {
    super();
    this.tree = null;
    this.offer = null;
    this.said = null;
    this.asked = 0;
    this.uid = `condition-${count += 1}`;
    this.goTo = "";
  }

  createRenderRoot() { return this; }

  connectedCallback() {
    super.connectedCallback();
    this.field = document.getElementById(this.dataset.for);
    this.box = this.closest(".record-field")?.querySelector("details.as-text");
    if (!this.field || this.listening) return;
    this.listening = new AbortController();
    const {signal} = this.listening;
    const typed = () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.readText(), QUIET_MS); };
    this.field.addEventListener("input", event => { if (!event.detail?.built) typed(); }, {signal});
    // Another author's text is filled in without a key being pressed.
    document.addEventListener("tte:saved", () => { if (this.field.value !== this.text) typed(); }, {signal});
    // What is chosen here is no writing in the form around it; the text that comes of it is.
    for (const kind of ["input", "change"]) this.addEventListener(kind, event => event.stopPropagation(), {signal});
    this.addEventListener("keydown", event => this.onKey(event), {signal});
    this.begin();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.listening?.abort();
    this.listening = null;
    clearTimeout(this.timer);
    clearTimeout(this.retry);
  }

  async begin() {
    try {
      this.offer = await offered(this.getAttribute("src"));
      if (this.box) this.box.open = false;
      await this.readText();
    } catch {
      this.said = {problem: gettext("The form of the condition did not come. The text can be written.")};
      if (this.box) this.box.open = true;
    }
  }

  async ask(name, value) {
    const number = this.asked += 1;
    const body = new FormData();
    body.set(name, value);
    body.set("csrfmiddlewaretoken", this.field.form.elements.csrfmiddlewaretoken.value);
    const sent = await fetch(this.getAttribute("src"), {method: "POST", body, headers: {Accept: "application/json"}});
    if (!sent.ok) throw new Error(String(sent.status));
    const answer = await sent.json();
    return number === this.asked ? answer : null;
  }

  async readText() {
    const text = this.field.value;
    try {
      const answer = await this.ask("text", text);
      if (!answer) return;
      this.text = text;
      this.said = answer;
      this.tree = answer.form;
      if (!answer.form && this.box) this.box.open = true;
    } catch {
      // The text stays as it is; the next key asks again.
    }
  }

  async build(tree, goTo = "") {
    this.tree = tree;
    this.goTo = goTo;
    try {
      const answer = await this.ask("form", JSON.stringify(tree));
      if (!answer) return;
      this.said = answer;
      if (answer.text === this.field.value) return;
      this.text = answer.text;
      this.field.value = answer.text;
      this.field.dispatchEvent(new CustomEvent("input", {bubbles: true, detail: {built: true}}));
    } catch {
      this.said = {...this.said, problem: gettext("Not taken over yet: the server does not answer. It is tried again.")};
      clearTimeout(this.retry);
      this.retry = setTimeout(() => { if (this.isConnected && this.tree === tree) this.build(tree); }, RETRY_MS);
    }
  }

  updated() {
    if (!this.goTo) return;
    this.querySelector(`[data-path="${this.goTo}"]`)?.querySelector("select, input, button")?.focus();
    this.goTo = "";
  }

  onKey(event) {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    event.target.dispatchEvent(new Event("change"));
  }

  change(path, with_) { this.build(changed(this.tree, path, with_)); }

  add(path, part, words) {
    const tree = added(this.tree, path, part);
    this.build(tree, [...path, at(tree, path).parts.length - 1].join("-"));
    announce(words);
  }

  remove(path) {
    this.build(without(this.tree, path), path.slice(0, -1).join("-") || "root");
    announce(gettext("Taken out"));
  }

  // ---- what is drawn

  render() {
    if (!this.offer) return this.said ? html`<p class="field-note">${this.said.problem}</p>` : nothing;
    return html`
      ${this.tree ? this.group(this.tree, []) : this.said?.problem ? nothing : html`<p class="small muted">${gettext("This condition says more than the form can show. It stays as the text below.")}</p>`}
      <p class="small condition-words" role="status">${this.words()}</p>
      ${Object.entries(this.offer.lists).map(([sort, options]) => this.datalist(sort, options))}
      ${this.datalist("fact", this.offer.facts)}`;
  }

  words() {
    const said = this.said ?? {};
    if (said.problem) return html`<span class="field-note">${said.problem}</span>`;
    const left = said.unfinished ?? 0;
    const note = left ? html` <span class="muted">${fill(ngettext("%(count)s row is not finished and does not count yet.", "%(count)s rows are not finished and do not count yet.", left), {count: left})}</span>` : nothing;
    return said.words ? html`<strong>${gettext("In words:")}</strong> ${said.words}.${note}` : html`<span class="muted">${gettext("No condition.")}</span>${note}`;
  }

  datalist(sort, options) {
    return html`<datalist id="${this.uid}-${sort}">${options.map(each => html`<option value=${each.label}>${each.label.includes(each.id) ? "" : each.id}</option>`)}</datalist>`;
  }

  group(group, path) {
    const many = group.parts.length > 1 || path.length || group.join === "none" || group.join === "not_all";
    return html`<fieldset class="condition-group" data-path=${path.join("-") || "root"}>
      <legend class="visually-hidden">${path.length ? gettext("Group of conditions") : gettext("Condition")}</legend>
      ${many ? html`<div class="condition-head"><select aria-label=${gettext("How they are joined")} .value=${group.join} @change=${event => this.change(path, each => ({...each, join: event.target.value}))}>
        ${Object.entries(joins).map(([join, words]) => html`<option value=${join} ?selected=${join === group.join}>${words()}</option>`)}</select>
        ${path.length ? this.out(path, gettext("Take the group out")) : nothing}</div>` : nothing}
      ${group.parts.map((part, index) => (part.is === "group" ? this.group(part, [...path, index]) : this.row(part, [...path, index])))}
      <div class="cluster"><button type="button" class="small" @click=${() => this.add(path, freshRow(), gettext("Row added"))}>${gettext("Add a row")}</button>
        ${path.length < DEEPEST && group.parts.length ? html`<button type="button" class="small quiet" @click=${() => this.add(path, freshGroup(), gettext("Group added"))}>${gettext("Add a group")}</button>` : nothing}</div>
    </fieldset>`;
  }

  out(path, words) {
    return html`<button type="button" class="small quiet" aria-label=${words} title=${words} @click=${() => this.remove(path)}><span aria-hidden="true">×</span></button>`;
  }

  row(row, path) {
    const questions = this.offer.questions;
    const question = questions.find(each => each.id === row.about);
    return html`<div class="condition-row" role="group" aria-label=${question?.label ?? row.about} data-path=${path.join("-")}>
      <div class="condition-fields"><select class="condition-about" aria-label=${gettext("What is asked")} @change=${event => this.change(path, each => asking(each, questions.find(one => one.id === event.target.value)))}>
        ${questions.map(each => html`<option value=${each.id} ?selected=${each.id === row.about}>${each.label}</option>`)}
        ${question ? nothing : html`<option selected>${row.about}</option>`}</select>
      ${row.about === "fact" ? this.fact(row, path) : this.question(row, path, question)}</div>
      ${this.out(path, gettext("Take the row out"))}</div>`;
  }

  question(row, path, question) {
    const put = (place, value) => this.change(path, each => ({...each, words: (question?.asks ?? row.words).map((_, n) => (n === place ? value : each.words[n] ?? ""))}));
    return html`${(question?.asks ?? row.words.map(() => ({sort: "", label: ""}))).map((asked, place) => this.control(asked, row.words[place] ?? "", value => put(place, value)))}
      ${this.sense(row, path)}`;
  }

  sense(row, path) {
    return html`<select aria-label=${gettext("So or not so")} @change=${event => this.change(path, each => ({...each, negated: event.target.value === "not"}))}>
      <option value="" ?selected=${!row.negated}>${gettext("is so")}</option><option value="not" ?selected=${row.negated}>${gettext("is not so")}</option></select>`;
  }

  control(asked, value, put) {
    const options = this.offer.lists[asked.sort];
    if (asked.sort === "outcome" || asked.sort === "clock") return this.choice(options, value, asked.label, put);
    return html`<input aria-label=${asked.label} placeholder=${asked.label} list=${options ? `${this.uid}-${asked.sort}` : nothing} aria-invalid=${options && value && !options.some(each => each.id === value) ? "true" : nothing} .value=${options ? shown(options, value) : value}
      autocomplete="off" spellcheck="false" @change=${event => put(options ? named(options, event.target.value) : event.target.value.trim())}>`;
  }

  choice(options, value, label, put) {
    const known = options.some(each => each.id === value);
    return html`<select aria-label=${label} @change=${event => put(event.target.value)}>
      ${known ? nothing : html`<option value=${value} selected>${value || label}</option>`}
      ${options.map(each => html`<option value=${each.id} ?selected=${each.id === value}>${each.label}</option>`)}</select>`;
  }

  fact(row, path) {
    const {facts, by_kind: byKind, relations} = this.offer;
    const fact = facts.find(each => each.id === row.words[0]);
    const fitting = byKind[fact?.kind ?? ""] ?? [];
    const listed = fitting.includes(row.relation) ? fitting : [row.relation, ...fitting];
    const put = text => this.change(path, each => {
      const name = named(facts, text);
      return ofFact(each, name, byKind[facts.find(one => one.id === name)?.kind ?? ""] ?? [""]);
    });
    const sole = listed.length === 1 && listed[0] === "";
    return html`<input class="condition-name" aria-label=${gettext("Fact or meter")} placeholder=${gettext("Fact or meter")} list="${this.uid}-fact" aria-invalid=${row.words[0] && !fact ? "true" : nothing} title=${row.words[0] && !fact ? gettext("There is no such fact or meter. Choose one from the list.") : nothing} .value=${shown(facts, row.words[0] ?? "")}
        autocomplete="off" spellcheck="false" @change=${event => put(event.target.value)}>
      ${sole ? nothing : html`<select aria-label=${gettext("How it stands")} @change=${event => this.change(path, each => related(each, event.target.value))}>
        ${listed.map(name => html`<option value=${name} ?selected=${name === row.relation}>${relations[name]}</option>`)}</select>`}
      ${row.relation === "" ? this.sense(row, path) : this.value(row, path, fact)}`;
  }

  value(row, path, fact) {
    const words = fact?.values ?? [];
    const counted = ["count >=", "count <", "within", ">=", "<=", ">", "<"].includes(row.relation);
    const several = row.relation === "in" || row.relation === "not in";
    const label = gettext("Value");
    if (several && words.length) {
      const strange = row.words.slice(1).filter(each => each && !words.some(one => one.id === each)).map(id => ({id, label: id}));
      return html`<div class="chips" role="group" aria-label=${label}>${[...words, ...strange].map(each => html`<label class="small"><input type="checkbox" .checked=${row.words.slice(1).includes(each.id)}
        @change=${event => this.change(path, one => ticked(one, each.id, event.target.checked))}>${each.label}</label>`)}</div>`;
    }
    if (several) {
      return html`<input aria-label=${label} placeholder=${gettext("Values, parted by commas")} .value=${row.words.slice(1).join(", ")} autocomplete="off"
        @change=${event => this.change(path, each => ({...each, words: [each.words[0], ...event.target.value.split(",").map(one => one.trim()).filter(Boolean)]}))}>`;
    }
    const put = value => this.change(path, each => ({...each, words: [each.words[0], value]}));
    if (!counted && words.length) return this.choice(words, row.words[1] ?? "", label, put);
    return html`<input class="condition-value" aria-label=${label} placeholder=${label} inputmode=${counted ? "numeric" : nothing} .value=${row.words[1] ?? ""} autocomplete="off" @change=${event => put(event.target.value.trim())}>`;
  }
}

customElements.define("tte-condition", TteCondition);
