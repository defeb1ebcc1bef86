/* Controls that several parts of the panel share: somebody, an answer, a length of time. They know the page's words. */
import "../elements/pick-one.js";
import { area, field, input, make, select, tick } from "./dom.js";
import { UNITS, spanOf, written } from "./spans.js";

/** `offer` is what the page offers (processes/designer/offering.py). */
export class Controls {
  constructor(offer) {
    this.offer = offer;
    this.words = offer.words;
  }

  /** Options of a choice: the words called `prefix_value`. */
  named(prefix, values) {
    return values.map((value) => [value, this.words[`${prefix}_${value}`]]);
  }

  /** An answer of the services that use the process; free text where none is known. */
  answer(value, set, { types = null, key = "", label = "" } = {}) {
    const fitting = this.offer.answers.filter((one) => !types || types.includes(one.type));
    const told = (one) => (one.only.length ? `${one.label} (${one.only.join(", ")})` : one.label);
    const control = fitting.length
      ? select([["", this.words.choose], ...fitting.map((one) => [one.name, told(one)])], value, set, { key })
      : input(value, set, { key });
    control.setAttribute("aria-label", label || this.words.which);
    return control;
  }

  person(value, set, { label = "" } = {}) {
    const pick = make("pick-one", { data: { url: this.offer.urls.people, name: "person", none: this.words.none, remove: this.words.remove } });
    const box = make("input", { className: "input", attrs: { "aria-label": label || this.words.which } });
    pick.append(box);
    if (value) {
      const chosen = make("template", { data: { chosen: "" } });
      chosen.content.append(make("data", { value, textContent: this.offer.people[value] ?? value }));
      pick.append(chosen);
    }
    pick.addEventListener("change", () => set(pick.querySelector("input[type=hidden]")?.value ?? ""));
    return pick;
  }

  team(value, set, { key = "", empty = this.words.choose } = {}) {
    return select([["", empty], ...this.offer.teams], value, set, { key, label: this.words.which });
  }

  /** One way of naming people: how, and which. `set` gets `{by, value}`. */
  performer(row, set, { key }) {
    const way = (by) => this.offer.ways.find((one) => one.value === by);
    const ways = this.offer.ways.map((one) => [one.value, one.label]);
    const by = select(ways, row.by, (chosen) => set({ by: chosen, value: "" }, true), { key: `${key}-by`, label: this.words.way });
    const needs = way(row.by)?.needs ?? "";
    const took = (value) => set({ by: row.by, value }, false);
    const more = { key: `${key}-value` };
    const control = {
      team: () => this.team(row.value, took, { ...more, empty: this.words.tickets_team }),
      role: () => select([["", this.words.choose], ...this.offer.roles], row.value, took, { ...more, label: this.words.which }),
      person: () => this.person(row.value, took),
      answer: () => this.answer(row.value, took, more),
      rule: () => area(row.value, took, { ...more, spellcheck: false, attrs: { "aria-label": this.words.which } }),
    }[needs]?.();
    const hint = needs && way(row.by).hint ? make("p", { className: "field-help", textContent: way(row.by).hint }) : null;
    return make("div", { className: "panel-who" }, by, control, hint);
  }

  /** A length of time as a number and a unit; `set` gets ISO 8601, and whether it counts in working time. */
  span(text, working, set, { key, withWorking = true } = {}) {
    const found = spanOf(text) ?? (text ? null : { amount: "", unit: "days" });
    if (!found) {
      const own = input(text, (value) => set(value, working), { key: `${key}-written`, attrs: { "aria-label": this.words.timer_written } });
      return make("div", { className: "panel-span" }, own);
    }
    const said = { ...found };
    const tell = () => set(said.amount ? written(said) : "", said.working);
    said.working = working;
    const amount = input(said.amount, (value) => ((said.amount = Math.max(0, Math.trunc(Number(value))) || ""), tell()), { type: "number", min: 1, max: 9999, key: `${key}-amount`, attrs: { "aria-label": this.words.amount } });
    const unit = select(UNITS.map((one) => [one, this.words[one]]), said.unit, (value) => ((said.unit = value), tell()), { key: `${key}-unit`, label: this.words.unit });
    const counted = withWorking && tick(this.words.working, working, (on) => ((said.working = on), tell()), { key: `${key}-working` });
    return make("div", { className: "panel-span" }, amount, unit, counted);
  }

  /** A condition, with the builder that lists what may be asked. */
  rule(value, set, { label, name }) {
    const text = make("textarea", { className: "textarea", name, value, rows: 2, spellcheck: false });
    text.addEventListener("change", () => set(text.value.trim()));
    return field(label, make("rule-builder", {}, text));
  }
}
