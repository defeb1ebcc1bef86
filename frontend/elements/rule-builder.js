/* <rule-builder>: a condition built from lists and told as a sentence, in Wagtail's editor; the rule itself (CEL) stays
   in its textarea, for experts and for what lists can't say.

   <rule-builder><textarea name="questions-0-value-visible_if">device == 'phone'</textarea></rule-builder>

   The server reads and writes rules (catalog/building.py); it is asked for all builders at once, with the form as typed,
   so that the draft's own questions are offered before anything is saved. Nothing inside but the textarea has a name. */
import { editor, sendTyped } from "../lib/typed.js";

const WAIT = 350;
const all = new Set();
let facts = {};
let words = null;
let number = 0;

/* ── one question to the server for all builders that want to know ── */

const waiting = new Set();
let timer;
let asking = false;

function soon(builder, wait = WAIT) {
  waiting.add(builder);
  clearTimeout(timer);
  timer = setTimeout(ask, wait);
}

/* One question at a time; what changes meanwhile waits for the next one, and its old answer is thrown away. */
async function ask() {
  if (asking) return;
  const asked = [...waiting].filter((one) => one.isConnected);
  waiting.clear();
  if (!asked.length) return;
  asking = true;
  try {
    const sent = asked.map((one) => one.reading());
    const answer = await sendTyped("conditionsUrl", { _conditions: JSON.stringify(sent) });
    const told = answer && (await answer.json().catch(() => null));
    if (!told) return asked.forEach((one) => one.offline());
    ({ facts, words } = told);
    asked.forEach((one, at) => waiting.has(one) || one.take(told.answers[at], told.names));
  } finally {
    asking = false;
    if (waiting.size) {
      clearTimeout(timer);
      timer = setTimeout(ask, 30);
    }
  }
}

/* Questions that are renamed, added or taken away change what conditions mean. */
let heard = false;
function listen() {
  if (heard || !editor()) return;
  heard = true;
  const again = (event) => {
    if (event.target.closest("rule-builder") || !/^questions-/.test(event.target.name ?? "")) return;
    for (const one of all) if (one.field.value.trim() || one.open) soon(one, 900);
  };
  editor().addEventListener("input", again);
  editor().addEventListener("change", again);
}

/* ── small helpers ── */

const make = (tag, props = {}, ...children) => {
  const one = Object.assign(document.createElement(tag), props);
  one.append(...children.filter((child) => child !== null));
  return one;
};
const option = ([value, text], chosen) => make("option", { value, textContent: text, selected: value === chosen });
const button = (text, kind, press) => {
  const one = make("button", { type: "button", className: `button button-small ${kind}`, textContent: text });
  one.addEventListener("click", press);
  return one;
};

class RuleBuilder extends HTMLElement {
  open = false;

  connectedCallback() {
    this.field ??= this.querySelector("textarea");
    if (!this.field) return;
    all.add(this);
    listen();
    if (!this.shown) this.build();
    soon(this, 60);
  }

  disconnectedCallback() {
    all.delete(this);
  }

  build() {
    const id = `rule-${(number += 1)}`;
    this.sentence = make("p", { className: "rule-sentence", id: `${id}-sentence` });
    this.sentence.setAttribute("aria-live", "polite");
    this.opener = button("", "button-secondary", () => (this.open ? this.close() : this.unfold()));
    this.opener.setAttribute("aria-expanded", "false");
    this.opener.setAttribute("aria-describedby", this.sentence.id);
    this.body = make("div", { className: "rule-body", id: `${id}-body`, hidden: true });
    this.opener.setAttribute("aria-controls", this.body.id);
    this.shown = make("div", { className: "rule-shown" }, this.sentence, this.opener);
    this.shown.hidden = true; // until the server has answered, the rule itself is what is seen
    this.append(this.shown, this.body);
    this.field.addEventListener("input", (event) => {
      if (event.detail === "built") return;
      this.typed = null;
      soon(this);
    });
  }

  get place() {
    return this.field.name;
  }

  reading() {
    return this.typed ? { place: this.place, joined: this.joined, rows: this.typed } : { place: this.place, source: this.field.value };
  }

  /** What the server made of the rule. */
  take(answer, names) {
    if (!answer) return;
    this.helped();
    this.kind = answer.facts;
    const built = Boolean(this.typed);
    if (built && answer.source !== undefined) this.write(answer.source, names);
    if (!built || answer.rows) {
      this.rows = answer.rows;
      this.joined = answer.joined ?? this.joined ?? "all";
    }
    this.fault = answer.fault ?? "";
    this.faulty = answer.row;
    this.said = answer.sentence || "";
    this.where = answer.line ? `${answer.line}:${answer.column}` : "";
    this.shown.hidden = false;
    if (!this.open) this.classList.add("rule-folded");
    if (!built) this.draw();
    this.tell();
  }

  /* Wagtail names the help text on the outermost element, after it has put it into the page. */
  helped() {
    const help = this.getAttribute("aria-describedby");
    if (!help) return;
    this.removeAttribute("aria-describedby");
    this.field.setAttribute("aria-describedby", help);
    this.opener.setAttribute("aria-describedby", `${this.sentence.id} ${help}`);
  }

  offline() {
    if (words) this.sentence.textContent = words.offline;
  }

  tell() {
    this.sentence.textContent = this.fault || this.said || words.none;
    this.classList.toggle("rule-wrong", Boolean(this.fault));
    this.classList.toggle("rule-none", !this.fault && !this.said);
    this.opener.textContent = this.open ? words.done : this.said || this.fault ? words.change : words.begin;
    this.opener.setAttribute("aria-expanded", String(this.open));
    if (this.fault) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
    for (const [at, row] of [...this.body.querySelectorAll(".rule-row")].entries()) {
      row.classList.toggle("rule-row-wrong", Boolean(this.fault) && at === this.faulty);
    }
  }

  unfold() {
    this.open = true;
    this.classList.remove("rule-folded");
    this.draw();
    this.tell();
    soon(this, 0); // with the questions as they are now
    (this.writing || this.rows === null ? this.field : this.body.querySelector(".rule-fact")).focus();
  }

  close() {
    this.open = false;
    this.typed = null;
    this.writing = false;
    this.body.hidden = true;
    this.classList.add("rule-folded");
    this.classList.remove("rule-writing");
    soon(this, 0); // rows that were left half done said nothing
    this.tell();
    this.opener.focus();
  }

  draw() {
    if (!this.open || this.contains(document.activeElement?.closest?.(".rule-row select, .rule-row input"))) return;
    const lists = this.rows !== null && !this.writing;
    this.body.hidden = false;
    this.classList.toggle("rule-writing", !lists);
    if (lists) return this.drawRows();
    const told = this.rows === null && this.field.value.trim() && !this.fault ? make("p", { className: "rule-hint", textContent: words.more }) : null;
    const back = this.rows === null ? null : button(words.rows, "button-secondary", () => this.switch(false));
    this.body.replaceChildren(...[told, back].filter(Boolean));
  }

  switch(writing) {
    this.writing = writing;
    this.typed = null;
    this.draw();
    if (writing) this.field.focus();
    else this.body.querySelector(".rule-fact")?.focus();
  }

  drawRows() {
    const rows = this.rows.length ? this.rows : [{ fact: "", sign: "", value: "" }];
    const joined = make("select", {}, ...["all", "any"].map((one) => option([one, words[one]], this.joined)));
    joined.setAttribute("aria-label", words.joined);
    joined.className = "rule-joined";
    joined.hidden = rows.length < 2;
    joined.addEventListener("change", () => this.changed());
    const list = make("div", { className: "rule-rows" }, ...rows.map((row) => this.row(row)));
    const buttons = make(
      "div",
      { className: "rule-buttons" },
      button(words.add, "button-secondary", () => this.add()),
      button(words.write, "button-secondary", () => this.switch(true)),
    );
    this.body.replaceChildren(joined, list, buttons);
  }

  row(row) {
    const fact = make("select", { className: "rule-fact" });
    fact.setAttribute("aria-label", words.what);
    const offered = facts[this.kind] ?? [];
    const group = (label, some) =>
      some.length ? make("optgroup", { label }, ...some.map((one) => option([one.name, one.label], row.fact))) : null;
    const person = offered.filter((one) => one.name.startsWith("person."));
    const parts = [
      group(words.questions, offered.filter((one) => !person.includes(one))),
      group(words.people, person),
    ];
    fact.append(option(["", words.choose], row.fact), ...parts.filter(Boolean));
    const line = make("div", { className: "rule-row" }, fact);
    line.setAttribute("role", "group");
    fact.addEventListener("change", () => {
      this.rest(line, { fact: fact.value, sign: "", value: "" });
      this.changed();
    });
    this.rest(line, row);
    return line;
  }

  /* How and with what the row's fact is compared: drawn anew when another fact is chosen. */
  rest(line, row) {
    [...line.children].slice(1).forEach((one) => one.remove());
    const about = (facts[this.kind] ?? []).find((one) => one.name === row.fact);
    if (about) {
      const current = about.kind === "yesno" && row.sign === "==" ? row.value : row.sign;
      const chosen = about.signs.some(([sign]) => sign === current) ? current : about.signs[0][0];
      const sign = make("select", { className: "rule-sign" }, ...about.signs.map((one) => option(one, chosen)));
      sign.setAttribute("aria-label", words.how);
      sign.addEventListener("change", () => {
        this.value(line, about, sign.value, line.querySelector(".rule-value")?.value ?? "");
        this.changed();
      });
      line.append(sign);
      this.value(line, about, chosen, row.value);
    }
    const remove = button("✕", "button-secondary rule-remove", () => this.remove_(line));
    remove.setAttribute("aria-label", words.remove);
    line.append(remove);
  }

  value(line, about, sign, value) {
    line.querySelector(".rule-value")?.remove();
    if (about.kind === "yesno" || ["answered", "unanswered"].includes(sign)) return;
    let control;
    if (about.choices.length && sign !== "in") {
      const known = about.choices.some(([one]) => one === value) || !value ? [] : [[value, value]];
      control = make("select", {}, option(["", words.choose], value), ...[...about.choices, ...known].map((one) => option(one, value)));
    } else {
      control = make("input", { type: ["number", "money"].includes(about.kind) ? "number" : "text", value });
      if (control.type === "number") control.step = "any";
      if (about.kind === "date") control.placeholder = words.day;
      if (sign === "in") control.placeholder = words.comma;
      if (about.choices.length) control.title = about.choices.map(([one]) => one).join(", ");
    }
    control.classList.add("rule-value");
    control.setAttribute("aria-label", words.value);
    control.addEventListener("input", () => this.changed());
    const sign_ = line.querySelector(".rule-sign");
    sign_.after(control);
  }

  add() {
    const line = this.row({ fact: "", sign: "", value: "" });
    this.body.querySelector(".rule-rows").append(line);
    this.body.querySelector(".rule-joined").hidden = this.body.querySelectorAll(".rule-row").length < 2;
    line.querySelector("select").focus();
  }

  remove_(line) {
    const next = line.nextElementSibling ?? line.previousElementSibling;
    line.remove();
    if (!next) this.body.querySelector(".rule-rows").append(this.row({ fact: "", sign: "", value: "" }));
    this.body.querySelector(".rule-joined").hidden = this.body.querySelectorAll(".rule-row").length < 2;
    (next ?? this.body).querySelector(".rule-fact")?.focus();
    this.changed();
  }

  /** The rows as they stand, to be read by the server; a row without a choice on its left says nothing. */
  changed() {
    this.joined = this.body.querySelector(".rule-joined").value;
    this.typed = [...this.body.querySelectorAll(".rule-row")]
      .map((line) => {
        const get = (name) => line.querySelector(name)?.value ?? "";
        const row = { fact: get(".rule-fact"), sign: get(".rule-sign"), value: get(".rule-value") };
        return ["yes", "no"].includes(row.sign) ? { ...row, sign: "==", value: row.sign } : row;
      })
      .filter((row) => row.fact);
    soon(this);
  }

  write(source, names = {}) {
    if (this.field.value === source) return;
    this.field.value = source;
    this.keepNames(source, names);
    for (const name of ["input", "change"]) this.field.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: "built" }));
  }

  /* A question that a rule names keeps its name, whatever it is reworded to before it is saved. */
  keepNames(source, names) {
    for (const [id, name] of Object.entries(names)) {
      if (!new RegExp(`\\b${name}\\b`).test(source)) continue;
      const field = document.getElementById(`block-${id}-section`)?.querySelector("input[name$='-value-name']");
      if (field && !field.value) field.value = name;
    }
  }
}

customElements.define("rule-builder", RuleBuilder);
