/* <process-diagram>: where a run is, on its diagram; or how many runs stand at each step. Only to look at.

   <process-diagram data-url="/requests/REQ-7/steps/diagram/" data-sprite="/static/ui/icons.svg" data-label="…"
                    data-closer="Closer" data-farther="Farther away" data-fit="Show everything" data-large="Full screen"
                    data-words='{"done": "done", …}' data-broken="The diagram can't be drawn." data-live>
   </process-diagram>

   The address answers {"xml", "marks": {"elements": {id: mark}, "flows": {id: mark}},
   "notes": [{"element", "text", "since"}], "counts": [{"element", "here", "failed", "title"}]}; with `?marks` without
   the XML. Marks: done, now, failed, skipped, cancelled, next, possible, around. Each has a shape beside its colour.
   It asks when it comes into sight and, with `data-live`, again at each change of the page.

   Drag or the arrow keys move it, + and - zoom, 0 shows everything, ctrl and the wheel zoom. A click on a shape fires
   `shape:chosen` {id} and, with `data-open`, opens the form at that address with `?to=` in #dialog. */
import htmx from "htmx.org";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "../css/track.css";
import { getJSON } from "../lib/net.js";

const ICONS = {
  done: "check",
  now: "play",
  failed: "triangle-alert",
  skipped: "corner-down-right",
  cancelled: "x",
};
const look = () => ({
  bpmnRenderer: {
    defaultFillColor: "var(--diagram-fill)",
    defaultStrokeColor: "var(--diagram-line)",
    defaultLabelColor: "var(--diagram-ink)",
  },
  textRenderer: {
    defaultStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 },
    externalStyle: { fontSize: 11 },
  },
});
const MOVES = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
const READABLE = 0.7; // smaller than this nobody reads the words: better a part of it than all of it
const EDGE = 28; // free around the diagram
const PATIENCE = 300;

const make = (tag, className, ...children) => {
  const one = document.createElement(tag);
  one.className = className;
  one.append(...children);
  return one;
};

class ProcessDiagram extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(this.dataset.words ?? "{}");
    this.stage = make("div", "diagram-stage");
    this.stage.tabIndex = 0;
    this.stage.setAttribute("role", "application");
    this.stage.setAttribute("aria-label", this.dataset.label ?? "");
    this.replaceChildren(this.stage, this.tools());
    this.sight = new IntersectionObserver(([seen]) => seen.isIntersecting && this.begin());
    this.sight.observe(this.stage);
    this.changed = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.refresh(), PATIENCE);
    };
    if ("live" in this.dataset) document.body.addEventListener("live:change", this.changed);
    this.stage.addEventListener("keydown", (event) => this.pressed(event));
    this.stage.addEventListener("wheel", (event) => this.wheeled(event), { passive: false });
  }

  disconnectedCallback() {
    document.body.removeEventListener("live:change", this.changed);
    clearTimeout(this.timer);
    this.sight.disconnect();
    this.size?.disconnect();
    this.viewer?.destroy();
    this.viewer = null;
  }

  get canvas() {
    return this.viewer.get("canvas");
  }

  async begin() {
    this.sight.disconnect();
    if (this.viewer) return;
    this.viewer = new NavigatedViewer({ container: this.stage, zoomScroll: { enabled: false }, ...look() });
    try {
      const told = await getJSON(this.dataset.url);
      if (!this.viewer) return;
      if (!told?.xml) throw new Error("nothing to draw");
      await this.viewer.importXML(told.xml);
      this.tell(told);
    } catch {
      this.broken();
      return;
    }
    const svg = this.canvas.getContainer().querySelector("svg");
    svg.setAttribute("aria-hidden", "true"); // the list beside it says the same in words
    svg.setAttribute("tabindex", "-1"); // the stage is what is focused
    this.fit();
    this.size = new ResizeObserver(() => this.stage.clientWidth !== this.width && this.fit());
    this.size.observe(this.stage);
    this.viewer.get("eventBus").on("element.click", ({ element }) => this.choose(element));
    this.dataset.state = "shown";
  }

  broken() {
    this.viewer?.destroy();
    this.viewer = null;
    this.dataset.state = "broken";
    this.replaceChildren(make("p", "small quiet", this.dataset.broken ?? ""));
  }

  choose(element) {
    if (!element.parent || element.waypoints) return; // the ground, a flow
    const id = (element.labelTarget ?? element).id;
    this.dispatchEvent(new CustomEvent("shape:chosen", { bubbles: true, detail: { id } }));
    if (!this.dataset.open) return;
    this.point(id);
    htmx.ajax("GET", `${this.dataset.open}?to=${encodeURIComponent(id)}`, { target: "#dialog" });
  }

  /** Lets one shape stand out. */
  point(id) {
    const registry = this.viewer.get("elementRegistry");
    if (this.pointed && registry.get(this.pointed)) this.canvas.removeMarker(this.pointed, "at-chosen");
    this.pointed = registry.get(id) ? id : "";
    if (this.pointed) this.canvas.addMarker(id, "at-chosen");
  }

  async refresh() {
    if (!this.viewer || this.dataset.state !== "shown") return;
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set("marks", "1");
    const told = await getJSON(url).catch(() => null);
    if (told && this.viewer) this.tell(told);
  }

  /* ── what it tells ────────────────────────────────────────────────────────────────────────── */

  tell({ marks = {}, notes = [], counts = [] }) {
    const registry = this.viewer.get("elementRegistry");
    this.viewer.get("overlays").clear();
    for (const [id, mark] of this.told ?? []) if (registry.get(id)) this.canvas.removeMarker(id, `at-${mark}`);
    this.told = Object.entries({ ...marks.flows, ...marks.elements }).filter(([id]) => registry.get(id));
    for (const [id, mark] of this.told) this.canvas.addMarker(id, `at-${mark}`);
    this.stage.classList.toggle("diagram-marked", this.told.length > 0);
    for (const [id, mark] of Object.entries(marks.elements ?? {})) this.badge(id, mark);
    for (const note of notes) this.note(note);
    for (const count of counts) this.count(count);
    const marked = ["failed", "now"].flatMap((word) => this.told.filter(([, mark]) => mark === word).map(([id]) => id));
    this.here = [...notes, ...counts].map((one) => one.element).concat(marked).find((id) => registry.get(id));
  }

  overlay(id, position, html) {
    if (this.viewer.get("elementRegistry").get(id)) this.viewer.get("overlays").add(id, { position, html, show: { minZoom: 0.25 } });
  }

  badge(id, mark) {
    if (!ICONS[mark]) return;
    const one = make("span", `diagram-badge at-${mark}`, this.icon(ICONS[mark]));
    one.title = this.words[mark] ?? mark;
    this.overlay(id, { top: -11, right: 11 }, one);
  }

  note({ element, text, since }) {
    const one = make("span", "diagram-note", make("strong", "", text));
    if (since) {
      const time = make("time", "");
      time.dateTime = since;
      one.append(make("relative-time", "", time));
    }
    this.overlay(element, { bottom: -4, left: 0 }, one);
  }

  count({ element, here, failed, title }) {
    const one = make("span", "diagram-counts");
    one.title = title ?? "";
    if (here) one.append(make("span", "diagram-count", String(here)));
    if (failed) one.append(make("span", "diagram-count at-failed", this.icon(ICONS.failed), String(failed)));
    this.overlay(element, { top: -14, left: -8 }, one);
  }

  icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${this.dataset.sprite}#${name}`);
    svg.append(use);
    return svg;
  }

  /* ── looking around ───────────────────────────────────────────────────────────────────────── */

  tools() {
    const button = (word, symbol, press) => {
      const one = make("button", "btn btn-sm btn-square", this.icon(symbol));
      one.type = "button";
      one.title = this.dataset[word] ?? "";
      one.setAttribute("aria-label", one.title);
      one.addEventListener("click", () => this.viewer && press());
      return one;
    };
    return make(
      "div",
      "diagram-tools",
      button("closer", "plus", () => this.zoom(1.25)),
      button("farther", "minus", () => this.zoom(0.8)),
      button("fit", "view", () => this.whole()),
      ...(document.fullscreenEnabled ? [button("large", "maximize-2", () => this.enlarge())] : []),
    );
  }

  async enlarge() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await this.requestFullscreen();
    this.fit();
  }

  zoom(by, at = "auto") {
    this.canvas.zoom(Math.min(3, Math.max(0.2, this.canvas.zoom() * by)), at);
  }

  whole() {
    const { inner, outer } = this.canvas.viewbox();
    const room = 2 * EDGE;
    const scale = Math.min(1, outer.width / (inner.width + room), outer.height / (inner.height + room));
    const span = { width: outer.width / scale, height: outer.height / scale };
    this.canvas.viewbox({
      x: inner.x + (inner.width - span.width) / 2,
      y: inner.y + (inner.height - span.height) / 2,
      ...span,
    });
  }

  /** Everything, if it can be read then; else what is under way, in the middle. */
  fit() {
    const width = this.stage.clientWidth;
    if (!width) return;
    this.width = width;
    const size = this.canvas.viewbox().inner;
    const scale = Math.min(1, Math.max(READABLE, width / (size.width + 2 * EDGE)));
    this.stage.style.height = `${Math.round((size.height + 2 * EDGE) * scale + 20)}px`;
    this.canvas.resized();
    this.whole();
    if (this.canvas.zoom() >= READABLE) return;
    this.canvas.zoom(READABLE);
    const { inner, outer } = this.canvas.viewbox();
    const shape = this.here && this.viewer.get("elementRegistry").get(this.here);
    const middle = shape?.width ? { x: shape.x + shape.width / 2, y: shape.y + shape.height / 2 } : null;
    const span = { width: outer.width / READABLE, height: outer.height / READABLE };
    const within = (start, size, span_, at) => Math.min(Math.max(start - EDGE, at - span_ / 2), Math.max(start - EDGE, start + size + EDGE - span_));
    this.canvas.viewbox({
      x: within(inner.x, inner.width, span.width, middle?.x ?? inner.x),
      y: within(inner.y, inner.height, span.height, middle?.y ?? inner.y + inner.height / 2),
      ...span,
    });
  }

  pressed(event) {
    if (!this.viewer || event.altKey || event.metaKey || event.ctrlKey) return;
    const keys = { "+": () => this.zoom(1.25), "=": () => this.zoom(1.25), "-": () => this.zoom(0.8), 0: () => this.whole() };
    const move = MOVES[event.key];
    if (move) this.canvas.scroll({ dx: move[0], dy: move[1] });
    else if (keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  wheeled(event) {
    if (!this.viewer || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const box = this.stage.getBoundingClientRect();
    this.zoom(event.deltaY < 0 ? 1.1 : 0.9, { x: event.clientX - box.left, y: event.clientY - box.top });
  }
}

customElements.define("process-diagram", ProcessDiagram);
