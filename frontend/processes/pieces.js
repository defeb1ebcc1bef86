/* From the palette to the canvas: single shapes with what they begin with, and ready pieces of several. */

const GAP = 160;
const LANES = ["bpmn:Lane", "bpmn:Participant"];

export class Pieces {
  constructor(modeler, offer) {
    for (const name of ["modeling", "elementFactory", "autoPlace", "selection", "canvas", "create", "elementRegistry", "moddle", "bpmnFactory"]) this[name] = modeler.get(name);
    this.offer = offer;
    this.byName = Object.fromEntries(offer.pieces.map((one) => [one.name, one]));
  }

  /** A shape that stands nowhere yet, named and set as the palette says. */
  shape(piece, more = {}) {
    const event = piece.event ? { eventDefinitionType: `bpmn:${piece.event}EventDefinition` } : {};
    const open = piece.type === "bpmn:SubProcess" ? { isExpanded: true } : {};
    const shape = this.elementFactory.createShape({ type: piece.type, ...event, ...open });
    const object = shape.businessObject;
    if (piece.names && !/Gateway$|EndEvent$|StartEvent$/.test(piece.type)) {
      this.called(object, piece.names);
    }
    for (const [name, value] of Object.entries({ ...piece.set, ...more.set })) object.set(`desk:${name}`, value);
    if (more.names) this.called(object, more.names);
    const extras = (piece.extras ?? []).map(([kind, values]) => this.moddle.create(`desk:${kind[0].toUpperCase()}${kind.slice(1)}`, values));
    if (extras.length) {
      const held = this.bpmnFactory.create("bpmn:ExtensionElements", { values: extras });
      for (const one of extras) one.$parent = held;
      held.$parent = object;
      object.extensionElements = held;
    }
    if (piece.event === "Timer") this.wait(object);
    return shape;
  }

  called(object, names) {
    object.name = names.en;
    object.set("desk:nameZh", names.zh);
  }

  wait(object) {
    const timer = object.eventDefinitions[0];
    timer.timeDuration = this.bpmnFactory.create("bpmn:FormalExpression", { body: "P1D" });
    timer.timeDuration.$parent = timer;
    timer.set("desk:calendar", "working");
  }

  /** Puts a piece behind the chosen shape, into the chosen arrow, or where there is room; chooses it. */
  place(name) {
    const piece = this.byName[name];
    if (piece.made) return this.ready(piece.made);
    const [chosen] = this.selection.get().map((one) => one.labelTarget ?? one);
    const shape = this.put(this.shape(piece), chosen);
    this.selection.select(shape);
    this.canvas.scrollToElement(shape, 60);
    return shape;
  }

  put(shape, chosen) {
    if (chosen?.type === "bpmn:SequenceFlow" && shape.type !== "bpmn:StartEvent") {
      const [a, b] = middle(chosen.waypoints);
      return this.modeling.createShape(shape, { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, chosen);
    }
    if (chosen?.type === "bpmn:SubProcess" && !chosen.collapsed && !chosen.children?.length) {
      return this.modeling.createShape(shape, { x: chosen.x + 60, y: chosen.y + chosen.height / 2 }, chosen);
    }
    if (chosen && this.canFollow(chosen) && shape.type !== "bpmn:StartEvent") return this.autoPlace.append(chosen, shape);
    return this.modeling.createShape(shape, this.room(), this.root());
  }

  canFollow(element) {
    return Boolean(element.businessObject?.$instanceOf?.("bpmn:FlowNode")) && element.type !== "bpmn:EndEvent";
  }

  /** The process, or the first pool. */
  root() {
    const root = this.canvas.getRootElement();
    return root.type === "bpmn:Collaboration" ? (root.children.find((one) => one.type === "bpmn:Participant") ?? root) : root;
  }

  drawn() {
    return this.elementRegistry.filter((one) => one.parent && Number.isFinite(one.x) && Number.isFinite(one.width));
  }

  /** To the right of everything that is drawn. */
  room() {
    const nodes = this.drawn().filter((one) => !one.labelTarget);
    if (!nodes.length) return { x: 200, y: 200 };
    const last = nodes.reduce((most, one) => (one.x + one.width > most.x + most.width ? one : most));
    return { x: last.x + last.width + 110, y: last.y + last.height / 2 };
  }

  /** Begins to drag a new shape from the palette. */
  drag(name, event) {
    const piece = this.byName[name];
    if (!piece.made) this.create.start(event, this.shape(piece));
  }

  /* ── ready pieces ── */

  ready(kind) {
    if (kind === "lanes") return this.lanes();
    const [chosen] = this.selection.get().map((one) => one.labelTarget ?? one);
    const one = this.approval(chosen, kind === "stages" ? "first_approval" : "");
    const last = kind === "stages" ? this.approval(one.gateway, "second_approval") : one;
    const end = this.autoPlace.append(last.gateway, this.shape(this.byName.end));
    this.approve(last.gateway.outgoing.find((flow) => flow.target === end));
    this.approve(one.gateway.outgoing.find((flow) => flow.target === last.task));
    this.selection.select(one.task);
    this.canvas.scrollToElement(one.task, 60);
    return one.task;
  }

  /** An approval behind `after` whose rejection goes its own way, to an end that declines. */
  approval(after, wording) {
    const { names } = this.offer;
    const task = this.put(this.shape(this.byName.approval, { set: { rejected: "continue" }, names: names[wording] }), after);
    const gateway = this.autoPlace.append(task, this.shape(this.byName.decision, { names: names.approved }));
    const end = this.shape(this.byName.end, { set: { transition: "decline" }, names: names.declined });
    const below = this.modeling.createShape(end, { x: gateway.x + gateway.width / 2, y: gateway.y + GAP }, gateway.parent);
    const rejected = this.modeling.connect(gateway, below);
    this.name(rejected, names.when_rejected);
    this.modeling.updateProperties(gateway, { default: rejected.businessObject });
    return { task, gateway };
  }

  /** A pool with two lanes around everything that is drawn; another lane in the chosen one where there are some. */
  lanes() {
    const [chosen] = this.selection.get();
    const there = chosen && LANES.includes(chosen.type) ? chosen : this.elementRegistry.find((one) => LANES.includes(one.type));
    const made = there ? this.modeling.addLane(there, "bottom") : this.pool();
    this.selection.select(made);
    return made;
  }

  pool() {
    const drawn = this.drawn();
    const left = Math.min(...drawn.map((one) => one.x), 150) - 90;
    const top = Math.min(...drawn.map((one) => one.y), 150) - 60;
    const width = Math.max(...drawn.map((one) => one.x + one.width), 600) + 60 - left;
    const height = Math.max(Math.max(...drawn.map((one) => one.y + one.height), 200) + 60 - top, 260);
    const pool = this.elementFactory.createShape({ type: "bpmn:Participant", isExpanded: true });
    Object.assign(pool, { width, height });
    const made = this.modeling.createShape(pool, { x: left + width / 2, y: top + height / 2 }, this.canvas.getRootElement());
    this.modeling.splitLane(made, 2);
    return this.elementRegistry.find((one) => one.type === "bpmn:Lane") ?? made;
  }

  approve(flow) {
    if (!flow) return;
    this.name(flow, this.offer.names.when_approved);
    const held = this.bpmnFactory.create("bpmn:FormalExpression", { body: 'outcome == "approved"' });
    this.modeling.updateProperties(flow, { conditionExpression: held });
  }

  name(element, names) {
    this.modeling.updateProperties(element, { name: names.en, "desk:nameZh": names.zh });
  }
}

const middle = (points) => {
  const at = Math.floor((points.length - 1) / 2);
  return [points[at], points[at + 1]];
};
