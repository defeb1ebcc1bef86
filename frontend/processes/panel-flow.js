/* Where it goes on: the ways out of a shape, and when an arrow is taken. */
import { field, make, section, select, tick } from "./dom.js";

const CHOOSING = ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway"];
const is = (element, types) => types.includes(element.type);

/** What a shape is called in the reader's language; its kind, where it has no name. */
export const title = (panel, element) => {
  const names = [element.businessObject.name, element.businessObject.get("desk:nameZh")];
  if (panel.offer.language === "zh") names.reverse();
  return names.find(Boolean) ?? panel.kindOf(element);
};

/** The ways out, each with its condition, and a list to draw another: what the mouse does on the canvas, by keyboard. */
export const waysOut = (panel, element) => {
  const { words } = panel;
  if (!element.outgoing || is(element, ["bpmn:EndEvent"])) return [];
  const flows = element.outgoing.filter((one) => one.type === "bpmn:SequenceFlow");
  const targets = panel.shapes().filter((one) => one !== element && one.parent === element.parent && !is(one, ["bpmn:StartEvent", "bpmn:BoundaryEvent"]) && !flows.some((flow) => flow.target === one));
  const lines = flows.map((flow, at) =>
    make(
      "div",
      { className: "panel-row" },
      make(
        "div",
        { className: "panel-row-body" },
        panel.link(words.way_to.replace("{name}", title(panel, flow.target)), flow.target, `way-${at}`),
        flows.length > 1 || CHOOSING.includes(element.type) ? conditionOf(panel, flow) : null,
      ),
      panel.iconButton("x", words.remove, () => panel.change(() => panel.modeling.removeConnection(flow), true), `way-${at}-away`),
    ),
  );
  const draw = select([["", words.choose], ...targets.map((one) => [one.id, title(panel, one)])], "", (id) => {
    const target = panel.registry.get(id);
    if (target) panel.change(() => panel.modeling.connect(element, target), true);
  }, { key: "new-way" });
  return [section(words.ways_out, ...lines, targets.length ? field(words.new_way, draw) : null)];
};

/** When an arrow is taken: a condition, or when nothing else is. */
export const conditionOf = (panel, flow) => {
  const { values, controls, words } = panel;
  const isDefault = values.isDefault(flow);
  const parts = [];
  if (CHOOSING.includes(flow.source.type) || flow.source.outgoing.length > 1) {
    parts.push(tick(words.is_default, isDefault, (on) => panel.change(() => values.setDefault(flow, on), true), { key: `default-${flow.id}` }));
  }
  if (!isDefault) {
    parts.push(controls.rule(values.condition(flow), (text) => panel.change(() => values.setCondition(flow, text)), { label: words.condition, name: `condition-${flow.id}` }));
  }
  return make("div", { className: "panel-condition" }, ...parts);
};

export const flowSections = (panel, flow) => {
  const { words } = panel;
  const told = words.from_to.replace("{source}", title(panel, flow.source)).replace("{target}", title(panel, flow.target));
  return [section(words.this_way, make("p", { className: "small quiet", textContent: told }), conditionOf(panel, flow))];
};
