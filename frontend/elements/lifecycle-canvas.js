/* <lifecycle-canvas>: lets a lifecycle be drawn on its drawing (tickets/lifecycles/_drawing.html).

   <lifecycle-canvas data-place-url="…" data-draw-url="…">
     <svg>
       <g data-from="a" data-to="b"><path …></g>
       <a href="…" data-box="a" data-x="10" data-y="48"><rect …></rect><circle data-handle></circle></a>
       <a href="…" data-arrow="accept"><text>…</text></a>
     </svg>
   </lifecycle-canvas>

   From a box's dot (or with its body dropped on another box) an arrow is drawn: the form of a new transition opens.
   A box pulled up or down stays there (posted as name and y). Arrow keys go from box to box, enter and a click open
   a form in #dialog. Without the two addresses the drawing is only looked at: a box under the pointer shows its arrows. */
import htmx from "htmx.org";

const SLACK = 5;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class LifecycleCanvas extends HTMLElement {
  connectedCallback() {
    this.svg = this.querySelector("svg");
    this.addEventListener("pointerover", (event) => this.shine(event.target.closest?.("[data-box]")));
    this.addEventListener("focusin", (event) => this.shine(event.target.closest?.("[data-box]")));
    this.addEventListener("pointerleave", () => this.shine(null));
    if (!this.dataset.drawUrl) return;
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.addEventListener("click", (event) => this.clicked(event), true);
    this.addEventListener("dragstart", (event) => event.preventDefault());
    this.addEventListener("pointerdown", (event) => this.took(event));
    this.addEventListener("pointermove", (event) => this.carried(event));
    this.addEventListener("pointerup", (event) => this.dropped(event));
    this.addEventListener("pointercancel", () => this.letGo());
  }

  get boxes() {
    return [...this.querySelectorAll("[data-box]")];
  }

  /** The arrows of a box stand out while it is pointed at or focused. */
  shine(box) {
    if (this.drag) return;
    const name = box?.dataset.box;
    this.classList.toggle("lifecycle-shines", Boolean(name));
    for (const arrow of this.querySelectorAll("[data-from]")) {
      arrow.classList.toggle("arrow-lit", Boolean(name) && [arrow.dataset.from, arrow.dataset.to].includes(name));
    }
  }

  /* keyboard and clicks */

  pressed(event) {
    const [across, down] = STEPS[event.key] ?? [];
    const from = event.target.closest("[data-box]");
    if (across === undefined || !from || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const here = this.place(from);
    const ahead = this.boxes
      .map((box) => ({ box, x: this.place(box).x - here.x, y: this.place(box).y - here.y }))
      .filter(({ x, y }) => (across ? x * across > 0 : x === 0 && y * down > 0))
      .sort((a, b) => Math.hypot(a.x * 2, a.y) - Math.hypot(b.x * 2, b.y));
    ahead[0]?.box.focus();
  }

  clicked(event) {
    const link = event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (this.moved) this.moved = false;
    else this.open(link.getAttribute("href"));
  }

  open(url) {
    htmx.ajax("GET", url, { target: "#dialog", swap: "innerHTML" });
  }

  /* dragging */

  took(event) {
    const box = event.target.closest("[data-box]");
    this.moved = false;
    if (!box || event.button) return;
    const draws = Boolean(event.target.closest("[data-handle]"));
    this.drag = { box, draws, from: this.point(event), id: event.pointerId };
  }

  carried(event) {
    const drag = this.drag;
    if (!drag) return;
    const at = this.point(event);
    if (!this.moved && Math.hypot(at.x - drag.from.x, at.y - drag.from.y) < SLACK) return;
    if (!this.moved) {
      this.moved = true;
      this.setPointerCapture(drag.id);
      this.classList.add("lifecycle-dragging");
    }
    this.aim(this.under(at));
    if (drag.draws) this.stretch(drag, at);
    else drag.box.setAttribute("transform", `translate(0 ${at.y - drag.from.y})`);
  }

  dropped(event) {
    const drag = this.drag;
    if (!drag) return;
    const at = this.point(event);
    const target = this.under(at);
    const name = drag.box.dataset.box;
    if (this.moved && target) {
      const url = new URL(this.dataset.drawUrl, location.href);
      url.searchParams.set("from", name);
      url.searchParams.set("to", target.dataset.box);
      this.open(url.pathname + url.search);
    } else if (this.moved && !drag.draws) {
      const y = Math.max(0, Math.round(this.place(drag.box).y + at.y - drag.from.y));
      htmx.ajax("POST", this.dataset.placeUrl, { source: this, swap: "none", values: { name, y } });
      this.drag = null;
      return;
    }
    this.letGo();
  }

  letGo() {
    this.drag?.box.removeAttribute("transform");
    this.line?.remove();
    this.line = this.drag = null;
    this.aim(null);
    this.classList.remove("lifecycle-dragging");
  }

  stretch({ box }, at) {
    const from = this.place(box);
    const width = Number(box.querySelector("rect").getAttribute("width"));
    const height = Number(box.querySelector("rect").getAttribute("height"));
    if (!this.line) {
      this.line = document.createElementNS("http://www.w3.org/2000/svg", "path");
      this.line.setAttribute("class", "arrow-drawn");
      this.svg.append(this.line);
    }
    this.line.setAttribute("d", `M${from.x + width} ${from.y + height / 2}L${at.x} ${at.y}`);
  }

  aim(target) {
    for (const box of this.boxes) box.classList.toggle("box-aimed", box === target);
  }

  /** The box at a point of the drawing, but for the one that is carried. */
  under({ x, y }) {
    return this.boxes.find((box) => {
      if (box === this.drag.box) return false;
      const rect = box.querySelector("rect");
      const [left, top] = [this.place(box).x, this.place(box).y];
      const right = left + Number(rect.getAttribute("width"));
      const bottom = top + Number(rect.getAttribute("height"));
      return x >= left && x <= right && y >= top && y <= bottom;
    });
  }

  place(box) {
    return { x: Number(box.dataset.x), y: Number(box.dataset.y) };
  }

  point(event) {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return { x, y };
  }
}

customElements.define("lifecycle-canvas", LifecycleCanvas);
