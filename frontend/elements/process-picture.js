/* <process-picture>: a diagram to be looked at, moved by dragging and zoomed by its buttons.

   <script type="application/json" id="now">{"xml": "<definitions …>", "marks": {"Approve": "now"}}</script>
   <process-picture data-source="now" data-label="Diagram" data-closer="Closer" data-farther="Farther away"
                    data-fit="Show everything" data-sprite="/static/ui/icons.svg" data-failed="It can't be drawn: {reason}">
   </process-picture>

   A mark is a look of an element: added, removed, changed, done, now, next. A click on a shape fires `shape:chosen` with
   its id; `light(ids, look)` shows a way through. */
import { fit, mark, show, unmark, viewer } from "../processes/diagram.js";
import { button, make } from "../processes/dom.js";

class ProcessPicture extends HTMLElement {
  async connectedCallback() {
    if (this.diagram) return;
    const { xml, marks = {} } = JSON.parse(document.getElementById(this.dataset.source).textContent);
    this.stage = make("div", { className: "diagram-stage" });
    this.append(this.stage);
    this.diagram = viewer(this.stage);
    const failed = await show(this.diagram, xml);
    if (failed) {
      this.replaceChildren(make("p", { className: "quiet small", textContent: (this.dataset.failed ?? "{reason}").replace("{reason}", failed) }));
      return;
    }
    this.stage.querySelector("svg")?.setAttribute("role", "img");
    this.stage.querySelector("svg")?.setAttribute("aria-label", this.dataset.label ?? "");
    mark(this.diagram, marks);
    this.append(this.tools());
    this.diagram.get("eventBus").on("element.click", ({ element }) => {
      this.dispatchEvent(new CustomEvent("shape:chosen", { bubbles: true, detail: { id: (element.labelTarget ?? element).id } }));
    });
    this.dispatchEvent(new CustomEvent("diagram:shown", { bubbles: true }));
  }

  disconnectedCallback() {
    this.diagram?.destroy();
    this.diagram = null;
    this.replaceChildren();
  }

  tools() {
    const step = (by) => this.diagram.get("zoomScroll").stepZoom(by);
    const one = (name, symbol, press) =>
      button(this.dataset[name] ?? "", press, { css: "btn btn-ghost btn-sm btn-square", sprite: this.dataset.sprite, symbol, quiet: true });
    return make("div", { className: "diagram-tools" }, one("closer", "zoom-in", () => step(1)), one("farther", "zoom-out", () => step(-1)), one("fit", "maximize", () => fit(this.diagram)));
  }

  light(ids, look) {
    unmark(this.diagram, [look]);
    mark(this.diagram, Object.fromEntries(ids.map((id) => [id, look])));
  }
}

customElements.define("process-picture", ProcessPicture);
