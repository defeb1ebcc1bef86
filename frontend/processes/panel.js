/* The panel beside the canvas: what the chosen shape is, and everything that can be set on it. */
import { Controls } from "./controls.js";
import { button, field, icon, input, make, section, select } from "./dom.js";
import { callSection, eventSections, repeatSection, scriptSection, tableSection } from "./panel-events.js";
import { flowSections, title, waysOut } from "./panel-flow.js";
import { operationSections } from "./panel-operation.js";
import { peopleSections } from "./panel-people.js";
import { Values, owner } from "./values.js";

const PEOPLE = ["bpmn:Task", "bpmn:UserTask", "bpmn:ManualTask"];
const OPERATIONS = ["bpmn:ServiceTask", "bpmn:SendTask"];

export class Panel {
  /** `host` is the form it stands in; `designer` keeps the tables and the pieces. */
  constructor(host, modeler, offer, designer) {
    Object.assign(this, { host, offer, designer, words: offer.words, sprite: designer.dataset.sprite });
    this.modeling = modeler.get("modeling");
    this.registry = modeler.get("elementRegistry");
    this.selection = modeler.get("selection");
    this.values = new Values(modeler);
    this.controls = new Controls(offer);
    this.writing = new Set();
    this.chosen = null;
    host.addEventListener("submit", (event) => event.preventDefault());
    const bus = modeler.get("eventBus");
    bus.on("selection.changed", () => this.show());
    bus.on("commandStack.changed", () => {
      if (!this.changing && !this.host.contains(document.activeElement)) this.show(true);
      else this.retitle();
    });
  }

  decisions = () => this.designer.decisions;
  newTable = (label) => this.designer.newTable(label);
  editTable = (name) => this.designer.editTable(name);

  /** Changes the diagram; the panel is drawn anew where other things are asked then. */
  change(deed, redraw = false) {
    this.changing = true;
    try {
      deed();
    } finally {
      this.changing = false;
    }
    if (redraw) this.show(true);
    else this.retitle();
  }

  shapes() {
    return this.registry.filter((one) => one.type.startsWith("bpmn:") && one.businessObject.$instanceOf("bpmn:FlowNode") && !one.labelTarget);
  }

  kindOf(element) {
    const { words, offer } = this;
    const object = element.businessObject;
    if (PEOPLE.includes(element.type)) return words[`does_${object.get("desk:does") || "work"}`];
    const event = object.eventDefinitions?.[0]?.$type;
    const fits = (piece) => piece.type === element.type && (!piece.event || event === `bpmn:${piece.event}EventDefinition`);
    const piece = offer.pieces.find(fits);
    if (piece) return piece.label;
    const others = { "bpmn:SequenceFlow": "flow", "bpmn:BoundaryEvent": "border", "bpmn:CallActivity": "call", "bpmn:Lane": "lane", "bpmn:Participant": "pool", "bpmn:SendTask": "" };
    if (element.type === "bpmn:SendTask") return words.desk_does;
    return words[`kind_${others[element.type] ?? "other"}`];
  }

  show(again = false) {
    const [picked] = this.selection.get();
    const element = picked ? owner(picked) : null;
    if (!again && element && element === this.chosen && this.host.contains(document.activeElement)) return;
    this.chosen = element;
    const focused = this.host.contains(document.activeElement) ? document.activeElement.closest("[data-key]")?.dataset.key : null;
    this.host.querySelector(".panel-body").replaceChildren(...(element ? this.partsOf(element) : this.ofProcess()));
    if (focused) this.host.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  retitle() {
    const head = this.host.querySelector(".panel-title");
    if (head && this.chosen) head.textContent = title(this, this.chosen);
  }

  partsOf(element) {
    const { words } = this;
    const head = make("h2", { className: "panel-title", textContent: title(this, element) });
    const parts = [make("p", { className: "panel-kind small quiet", textContent: this.kindOf(element) }), head, this.names(element)];
    if (PEOPLE.includes(element.type)) parts.push(this.does(element), ...peopleSections(this, element));
    if (OPERATIONS.includes(element.type)) parts.push(...operationSections(this, element));
    if (element.type === "bpmn:SequenceFlow") parts.push(...flowSections(this, element));
    if (element.type.endsWith("Event") || element.type === "bpmn:ReceiveTask") parts.push(...eventSections(this, element));
    if (element.type === "bpmn:ScriptTask") parts.push(scriptSection(this, element));
    if (["bpmn:Lane", "bpmn:Participant"].includes(element.type)) parts.push(this.lane(element));
    if (element.type === "bpmn:CallActivity") parts.push(callSection(this, element));
    if (element.type === "bpmn:BusinessRuleTask") parts.push(tableSection(this, element));
    if (element.businessObject.$instanceOf("bpmn:FlowNode")) parts.push(...waysOut(this, element));
    if (element.businessObject.$instanceOf("bpmn:Activity")) parts.push(repeatSection(this, element), this.border(element));
    parts.push(button(words.remove, () => this.designer.remove(element), { css: "btn btn-sm btn-ghost", key: "remove", sprite: this.sprite, symbol: "trash-2" }));
    return parts;
  }

  names(element) {
    const { words, values } = this;
    const plain = (name) => this.change(() => values.plain(element, { name: name || undefined }));
    return section(
      words.name,
      field(words.name, input(element.businessObject.name ?? "", plain, { key: "name" }), { hidden: true }),
      field(words.name_zh, input(values.get(element, "nameZh"), (name) => this.change(() => values.set(element, { nameZh: name })), { key: "nameZh" })),
    );
  }

  does(element) {
    const { words, values, controls } = this;
    const chosen = values.get(element, "does") || "work";
    return section(words.kind, select(controls.named("does", ["work", "approval", "question"]), chosen, (does) => this.change(() => values.set(element, { does }), true), { key: "does", label: words.kind }));
  }

  border(element) {
    const { words, sprite } = this;
    const one = (event, label, symbol) => button(label, () => this.designer.attach(element, event), { css: "btn btn-sm btn-ghost", key: `border-${event}`, sprite, symbol });
    const fails = [...OPERATIONS, "bpmn:SubProcess", "bpmn:CallActivity"].includes(element.type);
    return section(words.at_border, one("Timer", words.time_over, "timer"), fails ? one("Error", words.when_fails, "circle-x") : null);
  }

  /** Whose lane it is: work in it that names nobody is that team's. */
  lane(element) {
    const { words, offer } = this;
    const names = offer.teams.map(([, label]) => [label, label]);
    const put = (name) => this.change(() => this.values.plain(element, { name: name || undefined }), true);
    const team = select([["", words.choose], ...names], element.businessObject.name, put, { key: "lane-team", label: words.lane_team });
    return section(words.lane_team, element.type === "bpmn:Lane" ? team : null, button(words.add_lane, () => this.designer.pieces.lanes(), { css: "btn btn-sm btn-ghost", key: "add-lane", sprite: this.sprite, symbol: "plus" }));
  }

  ofProcess() {
    const { words } = this;
    const list = this.shapes().map((one, at) => make("li", {}, this.link(title(this, one), one, `shape-${at}`), make("span", { className: "small quiet", textContent: ` ${this.kindOf(one)}` })));
    return [
      make("h2", { className: "panel-title", textContent: words.process }),
      make("p", { className: "small quiet", textContent: words.pick_shape }),
      make("ol", { className: "panel-shapes" }, ...list),
    ];
  }

  /** A link that chooses a shape. */
  link(text, element, key) {
    return button(text, () => this.designer.choose(element.id), { css: "link panel-link", key });
  }

  iconButton(symbol, label, press, key) {
    const one = make("button", { type: "button", className: "btn btn-ghost btn-sm btn-square", title: label, data: { key }, attrs: { "aria-label": label } }, icon(this.sprite, symbol));
    one.addEventListener("click", press);
    return one;
  }
}
