/* What is set on a shape, read and written through bpmn-js, so that every change can be undone. */

/** The shape or arrow itself, where its label was chosen. */
export const owner = (element) => element?.labelTarget ?? element;

export class Values {
  constructor(modeler) {
    this.modeling = modeler.get("modeling");
    this.moddle = modeler.get("moddle");
    this.factory = modeler.get("bpmnFactory");
    this.canvas = modeler.get("canvas");
  }

  /* ── our attributes ── */

  get(element, name) {
    return owner(element).businessObject.get(`desk:${name}`) ?? "";
  }

  set(element, values) {
    const own = Object.entries(values).map(([name, value]) => [`desk:${name}`, value === "" || value === null ? undefined : String(value)]);
    this.modeling.updateProperties(owner(element), Object.fromEntries(own));
  }

  plain(element, values) {
    this.modeling.updateProperties(owner(element), values);
  }

  /* ── our elements ── */

  /** The rows of one kind ("Performer", …) as plain objects. */
  rows(element, kind) {
    return this.held(element)
      .filter((one) => one.$type === `desk:${kind}`)
      .map((one) => Object.fromEntries(one.$descriptor.properties.filter((each) => each.isAttr).map((each) => [each.ns.localName, one.get(each.name) ?? ""])));
  }

  held(element) {
    return owner(element).businessObject.get("extensionElements")?.get("values") ?? [];
  }

  /** Puts these rows in the place of the shape's rows of that kind; what others left there stays. */
  put(element, kind, rows) {
    const object = owner(element).businessObject;
    const kept = this.held(element);
    const made = rows.map((row) => this.moddle.create(`desk:${kind}`, Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ""))));
    const at = kept.findIndex((one) => one.$type === `desk:${kind}`);
    const others = kept.filter((one) => one.$type !== `desk:${kind}`);
    others.splice(at < 0 ? others.length : at, 0, ...made);
    const holder = others.length ? this.factory.create("bpmn:ExtensionElements", { values: others }) : undefined;
    for (const one of made) one.$parent = holder;
    if (holder) holder.$parent = object;
    this.plain(element, { extensionElements: holder });
  }

  /* ── the notation's own ── */

  expression(text) {
    return text ? this.factory.create("bpmn:FormalExpression", { body: text }) : undefined;
  }

  condition(flow) {
    return flow.businessObject.conditionExpression?.body ?? "";
  }

  setCondition(flow, text) {
    if (text === this.condition(flow)) return;
    this.plain(flow, { conditionExpression: this.expression(text) });
  }

  isDefault(flow) {
    return flow.source?.businessObject.default === flow.businessObject;
  }

  setDefault(flow, on) {
    this.plain(flow.source, { default: on ? flow.businessObject : undefined });
    if (on) this.setCondition(flow, "");
  }

  definition(element, type = "") {
    const found = owner(element).businessObject.get("eventDefinitions") ?? [];
    return found.find((one) => !type || one.$type === `bpmn:${type}EventDefinition`);
  }

  define(element, type) {
    const object = owner(element).businessObject;
    const made = type ? [this.factory.create(`bpmn:${type}EventDefinition`)] : [];
    for (const one of made) one.$parent = object;
    this.plain(element, { eventDefinitions: made });
  }

  /** What a timer says: `{kind: duration | date | cycle, text, working}`. */
  timer(element) {
    const timer = this.definition(element, "Timer");
    for (const [kind, name] of [["date", "timeDate"], ["cycle", "timeCycle"], ["duration", "timeDuration"]]) {
      if (timer?.get(name)) return { kind, text: timer.get(name).body ?? "", working: timer.get("desk:calendar") === "working" };
    }
    return { kind: "duration", text: "", working: timer?.get("desk:calendar") === "working" };
  }

  setTimer(element, { kind, text, working }) {
    const timer = this.definition(element, "Timer");
    const name = { duration: "timeDuration", date: "timeDate", cycle: "timeCycle" }[kind];
    const none = { timeDuration: undefined, timeDate: undefined, timeCycle: undefined };
    const said = this.factory.create("bpmn:FormalExpression", { body: text });
    said.$parent = timer;
    this.modeling.updateModdleProperties(owner(element), timer, { ...none, [name]: said, "desk:calendar": working ? "working" : undefined });
  }

  /** The name by which throwers and catchers of this shape meet. */
  named(element) {
    const object = owner(element).businessObject;
    const held = this.definition(element);
    if (!held) return object.messageRef?.name ?? "";
    const kind = held.$type.replace(/^bpmn:(.*)EventDefinition$/, "$1");
    const met = held.get(`${kind.toLowerCase()}Ref`);
    return met?.errorCode ?? met?.escalationCode ?? met?.name ?? (kind === "Link" ? held.name ?? "" : "");
  }

  setNamed(element, name) {
    const object = owner(element).businessObject;
    const held = this.definition(element);
    const kind = held ? held.$type.replace(/^bpmn:(.*)EventDefinition$/, "$1") : "Message";
    if (kind === "Link") return this.modeling.updateModdleProperties(owner(element), held, { name });
    const place = `${kind.toLowerCase()}Ref`;
    const met = name ? this.met(kind, name) : undefined;
    return held ? this.modeling.updateModdleProperties(owner(element), held, { [place]: met }) : this.plain(element, { [place]: met });
  }

  /* The message, signal, error or escalation of that name in the file; made where there is none. */
  met(kind, name) {
    const definitions = this.definitions();
    const code = { Error: "errorCode", Escalation: "escalationCode" }[kind];
    const there = definitions.rootElements.find((one) => one.$type === `bpmn:${kind}` && ((code && one[code]) || one.name) === name);
    if (there) return there;
    const made = this.factory.create(`bpmn:${kind}`, { name, ...(code ? { [code]: name } : {}) });
    made.$parent = definitions;
    definitions.rootElements.push(made);
    return made;
  }

  definitions() {
    let one = this.canvas.getRootElement().businessObject;
    while (one.$parent) one = one.$parent;
    return one;
  }

  /* ── repetitions ── */

  repeat(element) {
    const loop = owner(element).businessObject.get("loopCharacteristics");
    if (!loop) return { kind: "" };
    if (loop.$type === "bpmn:StandardLoopCharacteristics") {
      return { kind: "until", until: loop.loopCondition?.body ?? "", most: loop.loopMaximum ?? "" };
    }
    const list = loop.get("desk:collection") || loop.loopCardinality?.body || "";
    return { kind: loop.isSequential ? "turn" : "each", list, item: loop.get("desk:item") ?? "" };
  }

  setRepeat(element, { kind, list = "", item = "", until = "", most = "" }) {
    if (!kind) return this.plain(element, { loopCharacteristics: undefined });
    let loop;
    if (kind === "until") {
      loop = this.factory.create("bpmn:StandardLoopCharacteristics", { loopCondition: this.expression(until) });
      if (/^\d+$/.test(most)) loop.loopMaximum = Number(most);
    } else {
      loop = this.factory.create("bpmn:MultiInstanceLoopCharacteristics", { isSequential: kind === "turn" });
      if (/^\d+$/.test(list)) loop.loopCardinality = this.expression(list);
      else if (list) loop.set("desk:collection", list);
      if (item) loop.set("desk:item", item);
    }
    loop.$parent = owner(element).businessObject;
    return this.plain(element, { loopCharacteristics: loop });
  }
}
