/* What an event waits for or throws, what an end does, how often an activity runs, what a script or a call says. */
import { area, button, field, input, make, section, select, tick } from "./dom.js";

const KINDS = { Timer: "timer", Message: "message", Signal: "signal", Error: "code", Escalation: "code", Link: "message" };

export const eventSections = (panel, element) => {
  const { values, words } = panel;
  const held = values.definition(element);
  const kind = held?.$type.replace(/^bpmn:(.*)EventDefinition$/, "$1") ?? "";
  const parts = [];
  if (kind === "Timer") parts.push(section(words.timer, ...timer(panel, element)));
  else if (KINDS[kind] === "message" || KINDS[kind] === "signal" || element.type === "bpmn:ReceiveTask") parts.push(section(words.message, ...message(panel, element)));
  else if (KINDS[kind] === "code") parts.push(section(words.code, named(panel, element)));
  if (element.type === "bpmn:EndEvent") parts.push(section(words.transition, ...end(panel, element, kind)));
  if (element.type === "bpmn:BoundaryEvent") {
    const stops = element.businessObject.cancelActivity !== false;
    parts.push(section(words.shape, tick(words.interrupts, stops, (on) => panel.change(() => values.plain(element, { cancelActivity: on })), { key: "interrupts" })));
  }
  return parts;
};

const timer = (panel, element) => {
  const { values, controls, words } = panel;
  const said = values.timer(element);
  const put = (more, redraw = false) => panel.change(() => values.setTimer(element, { ...values.timer(element), ...more }), redraw);
  const begin = { duration: "P1D", date: "", cycle: "R/P1D" };
  const kind = select(controls.named("timer", ["duration", "date", "cycle"]), said.kind, (one) => put({ kind: one, text: begin[one], working: false }, true), { key: "timer-kind", label: words.timer });
  if (said.kind === "date") {
    return [kind, field(words.timer_date, input(said.text, (text) => put({ text }), { key: "timer-date", spellcheck: false }), { hint: words.date_hint, hidden: true })];
  }
  if (said.kind === "cycle") {
    const found = /^R(\d*)\/(P[^/]*)$/i.exec(said.text);
    if (!found) return [kind, field(words.timer_written, input(said.text, (text) => put({ text }), { key: "timer-cycle" }))];
    const times = input(found[1], (number) => put({ text: `R${number}/${found[2]}` }, true), { type: "number", min: 1, key: "timer-times" });
    return [kind, field(words.every, controls.span(found[2], said.working, (text, working) => put({ text: `R${found[1]}/${text || "P1D"}`, working }, true), { key: "timer" })), field(words.times, times)];
  }
  return [kind, controls.span(said.text, said.working, (text, working) => put({ text, working }), { key: "timer" })];
};

const message = (panel, element) => {
  const { values, words, offer } = panel;
  const known = offer.messages ?? [];
  const name = input(values.named(element), (text) => panel.change(() => values.setNamed(element, text)), { key: "message", list: "known-messages" });
  const list = make("datalist", { id: "known-messages" }, ...known.map((one) => make("option", { value: one.name, textContent: one.label })));
  const hints = known.length ? make("ul", { className: "panel-hints" }, ...known.map((one) => make("li", {}, button(one.label, () => panel.change(() => values.setNamed(element, one.name), true), { css: "link", key: `message-${one.kind}` }), ` ${one.when}`))) : null;
  return [field(words.message, name, { hidden: true, hint: known.length ? words.message_hint : "" }), list, hints];
};

const named = (panel, element) =>
  field(panel.words.code, input(panel.values.named(element), (text) => panel.change(() => panel.values.setNamed(element, text)), { key: "code" }), { hidden: true });

const end = (panel, element, kind) => {
  const { values, words, offer } = panel;
  const ways = [["", words.transition_name], ...offer.transitions];
  const way = select(ways, values.get(element, "transition"), (name) => panel.change(() => values.set(element, { transition: name })), { key: "transition", label: words.transition });
  const all = tick(words.ends_all, kind === "Terminate", (on) => panel.change(() => values.define(element, on ? "Terminate" : ""), true), { key: "terminate" });
  return [way, ["", "Terminate"].includes(kind) ? all : null];
};

export const repeatSection = (panel, element) => {
  const { values, words } = panel;
  const said = values.repeat(element);
  const put = (more, redraw = false) => panel.change(() => values.setRepeat(element, { ...values.repeat(element), ...more }), redraw);
  const kinds = [["", words.repeat_no], ["each", words.repeat_each], ["turn", words.repeat_turn], ["until", words.repeat_until]];
  const parts = [select(kinds, said.kind, (kind) => put({ kind }, true), { key: "repeat", label: words.repeat })];
  if (said.kind === "until") {
    parts.push(field(words.until, area(said.until, (until) => put({ until }), { key: "until", spellcheck: false })), field(words.most, input(said.most, (most) => put({ most: String(most) }), { type: "number", min: 1, key: "most" })));
  } else if (said.kind) {
    parts.push(field(words.collection, input(said.list, (list) => put({ list }), { key: "collection", spellcheck: false })), field(words.item, input(said.item, (item) => put({ item }), { key: "item", spellcheck: false })));
  }
  return section(words.repeat, ...parts);
};

export const scriptSection = (panel, element) =>
  section(
    panel.words.script,
    field(panel.words.script, area(element.businessObject.script, (script) => panel.change(() => panel.values.plain(element, { script: script || undefined, scriptFormat: "cel" })), { key: "script", rows: 5, spellcheck: false }), { hidden: true }),
  );

export const callSection = (panel, element) => {
  const called = panel.values.definitions().rootElements.filter((one) => one.$type === "bpmn:Process").map((one) => [one.id, one.name || one.id]);
  return section(panel.words.called, select([["", panel.words.choose], ...called], element.businessObject.calledElement, (id) => panel.change(() => panel.values.plain(element, { calledElement: id || undefined })), { key: "called", label: panel.words.called }));
};

export const tableSection = (panel, element) => {
  const { values, words } = panel;
  const chosen = values.get(element, "decision");
  const tables = Object.entries(panel.decisions()).map(([name, one]) => [name, one.label || name]);
  const choose = select([["", words.choose], ...tables, ["+", words.new_table]], chosen, (name) => {
    if (name !== "+") return panel.change(() => values.set(element, { decision: name }), true);
    const made = panel.newTable(element.businessObject.name);
    panel.change(() => values.set(element, { decision: made }), true);
    return panel.editTable(made);
  }, { key: "decision", label: words.decision });
  const edit = chosen && panel.decisions()[chosen] ? button(words.edit_table, () => panel.editTable(chosen), { key: "edit-table", sprite: panel.sprite, symbol: "table-2" }) : null;
  return section(words.decision, choose, edit);
};
