/* <outline-twin>: a process in words beside its diagram on the same page (<process-picture>, <process-designer>).

   <outline-twin><span class="outline-line" data-element="Approve">…</span></outline-twin>

   A line under the pointer lights its shape; a shape that is pressed lights its line and brings it into sight. */
const LIT = "chosen";

class OutlineTwin extends HTMLElement {
  connectedCallback() {
    this.addEventListener("pointerover", (event) => this.point(event.target.closest("[data-element]")));
    this.addEventListener("pointerleave", () => this.point(null));
    this.pressed = (event) => this.find(event.detail.id);
    document.addEventListener("shape:chosen", this.pressed);
  }

  disconnectedCallback() {
    document.removeEventListener("shape:chosen", this.pressed);
  }

  point(line) {
    const picture = document.querySelector("process-picture");
    if (picture?.diagram) picture.light(line ? [line.dataset.element] : [], LIT);
    this.light(line);
  }

  find(id) {
    const line = this.querySelector(`[data-element="${CSS.escape(id)}"]`);
    if (!line) return;
    this.point(line);
    line.scrollIntoView({ block: "nearest" });
  }

  light(line) {
    for (const one of this.querySelectorAll(".outline-lit")) one.classList.remove("outline-lit");
    line?.classList.add("outline-lit");
  }
}

customElements.define("outline-twin", OutlineTwin);
