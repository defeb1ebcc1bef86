/* What the desk does by itself at a step, with its typed inputs and the answers that may be put into them. */
import { area, field, input, make, section, select } from "./dom.js";

export const operationSections = (panel, element) => {
  const { values, words, offer } = panel;
  const name = values.get(element, "operation");
  const known = offer.operations ?? [];
  const options = [["", words.choose], ...known.map((one) => [one.name, one.label])];
  const choose = select(options, name, (chosen) => panel.change(() => values.set(element, { operation: chosen }), true), { key: "operation", label: words.operation });
  const operation = known.find((one) => one.name === name);
  return [section(words.operation, choose, ...(operation?.fields ?? []).map((one) => inputOf(panel, element, one)))];
};

const inputOf = (panel, element, asked) => {
  const { values, words } = panel;
  const row = () => values.rows(element, "Input").find((one) => one.name === asked.name) ?? { name: asked.name, value: "", expression: "" };
  const put = (more, redraw = false) => {
    const next = { ...row(), ...more };
    const others = values.rows(element, "Input").filter((one) => one.name !== asked.name);
    panel.change(() => values.put(element, "Input", next.value || next.expression || more.keep ? [...others, { name: next.name, value: next.value, expression: next.expression }] : others), redraw);
  };
  const now = row();
  const isRule = Boolean(now.expression) || panel.writing.has(`${element.id}-${asked.name}`);
  const as = select([["value", words.input_value], ["rule", words.input_rule]], isRule ? "rule" : "value", (kind) => {
    const key = `${element.id}-${asked.name}`;
    if (kind === "rule") panel.writing.add(key);
    else panel.writing.delete(key);
    put({ value: "", expression: "" }, true);
  }, { key: `${asked.name}-as`, label: `${asked.label}: ${words.input_as}` });
  const key = `input-${asked.name}`;
  const control = isRule
    ? area(now.expression, (expression) => put({ expression, value: "" }), { key, spellcheck: false })
    : plain(panel, asked, now.value, (value) => put({ value, expression: "" }), key);
  const label = asked.required ? asked.label : `${asked.label} · ${words.optional}`;
  return make("div", { className: "panel-input" }, field(label, control, { hint: asked.hint }), as);
};

const plain = (panel, asked, value, set, key) => {
  const { controls, words, offer } = panel;
  const chosen = (options) => select([["", words.choose], ...options], value, set, { key });
  const by = {
    choice: () => chosen(asked.choices.map((one) => [one.value, one.label])),
    yesno: () => chosen([["true", words.yes], ["false", words.no]]),
    team: () => controls.team(value, set, { key }),
    person: () => controls.person(value, set),
    transition: () => chosen(offer.transitions),
    question: () => controls.answer(value, set, { key }),
    number: () => input(value, set, { key, inputMode: "decimal" }),
    longtext: () => text(panel, area(value, set, { key, rows: 3 }), set),
  };
  return (by[asked.kind] ?? (() => text(panel, input(value, set, { key }), set)))();
};

/** A text, with a list that puts {answer} where the cursor is. */
const text = (panel, control, set) => {
  const { offer, words } = panel;
  if (!offer.answers.length) return control;
  const insert = select([["", words.insert], ...offer.answers.map((one) => [one.name, one.label])], "", (name) => {
    if (!name) return;
    control.setRangeText(`{${name}}`, control.selectionStart, control.selectionEnd, "end");
    insert.value = "";
    control.focus();
    set(control.value.trim());
  }, { label: words.insert });
  return make("div", { className: "panel-insert" }, control, insert);
};
