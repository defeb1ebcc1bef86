/* <process-designer>: the canvas on which a process is drawn (processes/templates/processes/draft.html).

   <process-designer data-sprite="/static/ui/icons.svg">
     <div class="designer-palette"><button data-piece="task">Task</button> …</div>
     <div class="designer-stage"><div class="diagram-stage" data-stage></div><div data-tools></div></div>
     <form data-typed data-conditions-url="…"><div class="panel-body"></div></form>
     <section data-findings></section>  <p data-state></p>  <section data-trial></section>
   </process-designer>

   What is drawn is kept by itself, with what stands against it in the answer: on the shapes, and in a list that leads
   there. On a small screen the diagram is only looked at. Keys on the canvas: n and p go from shape to shape, enter
   leads into the panel; the palette's buttons put a piece behind the chosen shape. */
import "./decision-grid.js";
import { fit, mark, modeler, show, unmark, viewer } from "../processes/diagram.js";
import { button, icon, make } from "../processes/dom.js";
import { Keeper } from "../processes/keeping.js";
import { Panel } from "../processes/panel.js";
import { Pieces } from "../processes/pieces.js";

const SMALL = "(max-width: 767px)";
const ICONS = { error: "circle-x", warning: "triangle-alert", note: "info" };
const LIGHTS = ["passed", "waits"];
const json = (id) => JSON.parse(document.getElementById(id).textContent);

class ProcessDesigner extends HTMLElement {
  async connectedCallback() {
    if (this.diagram) return;
    this.offer = json("process-desk");
    this.words = this.offer.words;
    this.decisions = this.offer.decisions;
    this.stage = this.querySelector("[data-stage]");
    this.small = window.matchMedia(SMALL).matches;
    this.classList.toggle("designer-small", this.small);
    this.diagram = this.small ? viewer(this.stage, this.offer.language) : modeler(this.stage, (element) => this.padOf(element), this.offer.language);
    const failed = await show(this.diagram, json("process-xml"));
    if (failed) return this.tell({ state: "wrong", message: this.words.undrawable.replace("{reason}", failed) });
    const svg = this.stage.querySelector("svg");
    svg.setAttribute("aria-label", this.words.canvas);
    this.tools();
    if (!this.small) this.begin();
    this.showFindings(this.offer.findings);
    for (const name of ["htmx:afterSwap", "htmx:afterSettle"]) this.addEventListener(name, () => this.walked());
    this.addEventListener("htmx:confirm", (event) => this.keepFirst(event));
    this.dataset.ready = "";
    return undefined;
  }

  disconnectedCallback() {
    this.diagram?.destroy();
    this.diagram = null;
  }

  begin() {
    const bus = this.diagram.get("eventBus");
    this.pieces = new Pieces(this.diagram, this.offer);
    this.panel = new Panel(this.querySelector("form[data-typed]"), this.diagram, this.offer, this);
    this.keeper = new Keeper(this.offer.urls.save, this.offer.revision, () => this.content(), (told) => this.tell(told));
    this.panel.show(true);
    bus.on("commandStack.changed", () => {
      this.keeper.soon();
      this.unlight();
      this.stepping();
    });
    for (const one of this.querySelectorAll("[data-piece]")) {
      one.addEventListener("click", () => this.pieces.place(one.dataset.piece));
      one.addEventListener("dragstart", (event) => {
        event.preventDefault();
        this.pieces.drag(one.dataset.piece, event);
      });
    }
    this.diagram.get("keyboard").addListener(({ keyEvent }) => this.pressed(keyEvent));
    for (const link of document.querySelectorAll("[data-when-kept]")) link.addEventListener("click", (event) => this.leave(event, link));
    this.stepping();
  }

  async content() {
    const { xml } = await this.diagram.saveXML({ format: true });
    return { xml, decisions: this.decisions };
  }

  /* ── going about ── */

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (event.key === "n" || event.key === "p") return this.step(event.key === "n" ? 1 : -1);
    if (event.key === "Enter" && this.diagram.get("selection").get().length) {
      this.querySelector("[data-key=name]")?.focus();
      return true;
    }
    return undefined;
  }

  step(by) {
    const shapes = this.panel.shapes();
    if (!shapes.length) return true;
    const [chosen] = this.diagram.get("selection").get();
    const at = shapes.indexOf(chosen?.labelTarget ?? chosen);
    this.choose(shapes[(at + by + shapes.length) % shapes.length].id);
    return true;
  }

  choose(id) {
    const element = this.diagram.get("elementRegistry").get(id);
    if (!element) return;
    if (this.small) this.diagram.get("canvas").scrollToElement(element, 40);
    else {
      this.diagram.get("selection").select(element);
      this.diagram.get("canvas").scrollToElement(element, 60);
    }
  }

  remove(element) {
    this.diagram.get("modeling").removeElements([element]);
  }

  /** An event at the border of an activity: what happens when the time is over. */
  attach(host, event) {
    const shape = this.pieces.shape({ type: "bpmn:BoundaryEvent", event }, { names: this.offer.names[event === "Error" ? "when_fails" : "time_over"] });
    const place = { x: host.x + host.width - 25, y: host.y + host.height };
    this.diagram.get("selection").select(this.diagram.get("modeling").createShape(shape, place, host, { attach: true }));
  }

  padOf(element) {
    const html = (symbol) => `<div class="entry"><svg class="icon" aria-hidden="true"><use href="${this.dataset.sprite}#${symbol}"></use></svg></div>`;
    const entries = {};
    if (this.pieces?.canFollow(element)) {
      for (const name of ["approval", "task", "operation", "decision", "wait", "end"]) {
        const piece = this.pieces.byName[name];
        const title = this.words.append.replace("{what}", piece.label);
        entries[name] = { group: "append", title, html: html(piece.icon), press: () => this.pieces.place(name), pull: (event) => this.diagram.get("create").start(event, this.pieces.shape(piece), { source: element }) };
      }
      entries.connect = { group: "connect", title: this.words.connect, html: html("arrow-right"), press: (event) => this.diagram.get("connect").start(event, element) };
    }
    entries.remove = { group: "edit", title: this.words.remove, html: html("trash-2"), press: () => this.remove(element) };
    return entries;
  }

  /* ── tools over the canvas ── */

  tools() {
    const sprite = this.dataset.sprite;
    const one = (name, symbol, press) => button(this.words[name], press, { css: "btn btn-ghost btn-sm btn-square", sprite, symbol, quiet: true, key: name });
    const zoom = (by) => () => this.diagram.get("zoomScroll").stepZoom(by);
    const look = [one("closer", "zoom-in", zoom(1)), one("farther", "zoom-out", zoom(-1)), one("fit", "maximize", () => fit(this.diagram))];
    const back = this.small ? [] : [one("undo", "undo-2", () => this.diagram.get("commandStack").undo()), one("redo", "redo-2", () => this.diagram.get("commandStack").redo())];
    this.querySelector("[data-tools]").append(...back, ...look);
  }

  stepping() {
    const stack = this.diagram.get("commandStack");
    const buttons = this.querySelector("[data-tools]");
    buttons.querySelector("[data-key=undo]").disabled = !stack.canUndo();
    buttons.querySelector("[data-key=redo]").disabled = !stack.canRedo();
  }

  /* ── what the server said ── */

  tell({ state, message, findings }) {
    const line = this.querySelector("[data-state]");
    const said = { saved: this.words.saved, saving: this.words.saving, unsaved: this.words.unsaved };
    line.textContent = said[state] ?? "";
    line.dataset.is = state;
    const note = this.querySelector("[data-conflict]");
    note.hidden = !message;
    if (message) {
      const ways = state === "stale" ? [button(this.words.stale, () => location.reload(), { key: "theirs" }), button(this.words.mine, () => { note.hidden = true; this.keeper.insist(); }, { key: "mine" })] : [];
      note.replaceChildren(icon(this.dataset.sprite, "triangle-alert"), make("div", { className: "stack stack-s" }, make("p", { textContent: message }), ways.length ? make("div", { className: "row" }, ...ways) : null));
    }
    if (findings) this.showFindings(findings);
  }

  showFindings(findings) {
    this.findings = findings;
    const registry = this.diagram.get("elementRegistry");
    const overlays = this.diagram.get("overlays");
    overlays.remove({ type: "finding" });
    const worst = new Map();
    for (const one of findings) if (one.element && one.severity !== "note" && !worst.has(one.element)) worst.set(one.element, one);
    for (const [id, one] of worst) {
      const element = registry.get(id);
      if (!element) continue;
      const html = make("div", { className: `finding-mark finding-${one.severity}`, title: one.text }, icon(this.dataset.sprite, ICONS[one.severity]));
      overlays.add(id, "finding", { position: element.waypoints ? { top: 0, left: 0 } : { top: -10, right: 10 }, html });
    }
    this.querySelector("[data-findings]").replaceChildren(...this.listed(findings));
    const count = this.querySelector("[data-count]");
    const errors = findings.filter((one) => one.severity === "error").length;
    if (count) {
      count.textContent = errors || findings.filter((one) => one.severity === "warning").length || "";
      count.className = errors ? "count count-danger" : "count";
    }
  }

  listed(findings) {
    if (!findings.length) return [make("p", { className: "row small tone-done" }, icon(this.dataset.sprite, "circle-check"), make("span", { textContent: this.words.nothing_wrong }))];
    return ["error", "warning", "note"].map((severity) => {
      const some = findings.filter((one) => one.severity === severity);
      if (!some.length) return "";
      const lines = some.map((one) => make("li", {}, this.finding(one)));
      return make("div", { className: "findings" }, make("h3", { className: "small quiet", textContent: `${some.length} ${this.words[`${severity}s`]}` }), make("ul", {}, ...lines));
    });
  }

  finding(one) {
    const element = one.element && this.diagram.get("elementRegistry").get(one.element);
    const mark_ = icon(this.dataset.sprite, ICONS[one.severity]);
    mark_.classList.add(`finding-${one.severity}`);
    if (!element) return make("p", { className: "finding" }, mark_, make("span", { textContent: one.text }));
    const line = button(one.text, () => this.choose(one.element), { css: "finding finding-link" });
    line.prepend(mark_);
    line.append(make("span", { className: "small quiet", textContent: element.businessObject.name ?? "" }));
    return line;
  }

  async leave(event, link) {
    if (!this.keeper.pending && !this.keeper.busy) return;
    event.preventDefault();
    await this.keeper.now();
    if (!this.keeper.pending) location.assign(link.href);
  }

  /* ── tables ── */

  newTable(label) {
    const base = (label ?? "").toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^[_\d]+|_+$/g, "") || "decision";
    let name = base;
    for (let at = 2; name in this.decisions; at += 1) name = `${base}_${at}`;
    const first = this.offer.answers[0]?.name ?? "";
    this.decisions = {
      ...this.decisions,
      [name]: { label: label ?? "", policy: "F", aggregate: "", inputs: [{ reads: first, label: "" }], outputs: [{ name: "result", label: "" }], rows: [{ tests: [""], values: [""], note: "" }] },
    };
    this.keeper.soon();
    return name;
  }

  editTable(name) {
    const dialog = document.getElementById("process-table");
    const grid = dialog.querySelector("decision-grid");
    grid.edit({ name, table: this.decisions[name], offer: this.offer, sprite: this.dataset.sprite, changed: (table) => this.keepTable(name, table), kept: () => this.keeper.now() });
    dialog.showModal();
    dialog.addEventListener("close", () => this.panel.show(true), { once: true });
  }

  keepTable(name, table) {
    this.decisions = { ...this.decisions, [name]: table };
    this.keeper.soon();
  }

  /* ── the way a trial took ── */

  /* What is tried is the draft as it is kept: what was drawn last is kept first. */
  keepFirst(event) {
    if (!event.target.matches("[data-try]") || !this.keeper?.pending) return;
    event.preventDefault();
    this.keeper.now().then(() => event.detail.issueRequest(true));
  }

  walked() {
    const path = this.querySelector("[data-trial] [data-path]");
    if (!path) return;
    this.light(JSON.parse(path.dataset.path));
    path.scrollIntoView({ block: "nearest" });
  }

  light({ passed = [], ways = [], waits = [] }) {
    this.unlight();
    mark(this.diagram, Object.fromEntries([...passed, ...ways].map((id) => [id, "passed"])));
    mark(this.diagram, Object.fromEntries(waits.map((id) => [id, "waits"])));
    this.lit = true;
  }

  unlight() {
    if (!this.lit) return;
    this.lit = false;
    unmark(this.diagram, LIGHTS);
  }
}

customElements.define("process-designer", ProcessDesigner);
