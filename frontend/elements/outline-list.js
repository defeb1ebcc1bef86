/* <outline-list>: a process as an outline, worked by keyboard (processes/outline/page.html).

   <outline-list>
     <p role="status" aria-live="polite" data-said></p>
     <div id="outline">… <div class="outline-row"><a class="outline-line" data-element="step_1">…</a>
       <pop-menu>… <button data-deed="up">…</button></pop-menu></div> …</div>
   </outline-list>

   Arrow keys go from step to step, Enter opens one (it is a link). On a step: a adds after it, w adds a way, Alt with an
   arrow moves it, Delete removes it: each presses the entry of the step's menu. The event "outline:changed" with
   {element, said} is told aloud; once the list is fetched anew, that step, or the one that took its place, is focused. */
import { isCovered } from "../lib/keys.js";

const DEEDS = { a: "add", w: "way", Delete: "remove", Backspace: "remove" };
const MOVES = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };

class OutlineList extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.changed = (event) => this.noted(event.detail);
    this.swapped = () => this.settle();
    document.body.addEventListener("outline:changed", this.changed);
    this.addEventListener("htmx:afterSettle", this.swapped);
    this.addEventListener("focusin", (event) => this.remember(event.target));
  }

  disconnectedCallback() {
    document.body.removeEventListener("outline:changed", this.changed);
  }

  get lines() {
    return [...this.querySelectorAll("a.outline-line")];
  }

  remember(target) {
    const line = target.closest(".outline-row")?.querySelector("a.outline-line");
    if (line) this.at = this.lines.indexOf(line);
  }

  pressed(event) {
    const line = event.target.closest("a.outline-line");
    if (!line || isCovered() || event.ctrlKey || event.metaKey || event.isComposing) return;
    const deed = event.altKey ? MOVES[event.key] : DEEDS[event.key];
    if (deed) {
      event.preventDefault();
      event.stopPropagation();
      this.do(line, deed);
    } else if (!event.altKey && ["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) {
      event.preventDefault();
      this.go(line, event.key);
    }
  }

  do(line, deed) {
    const entry = line.closest(".outline-row").querySelector(`[data-deed="${deed}"]`);
    if (!entry) return;
    this.remember(line);
    entry.click();
  }

  go(line, key) {
    const lines = this.lines;
    const at = lines.indexOf(line);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: lines.length - 1 }[key];
    lines[to]?.focus();
  }

  /** Remembers where to go once the list is there anew, and says what happened. */
  noted(detail) {
    this.next = detail?.element ?? "";
    this.waits = true;
    const said = this.querySelector("[data-said]");
    said.textContent = "";
    requestAnimationFrame(() => (said.textContent = detail?.said ?? ""));
  }

  settle() {
    if (!this.waits) return;
    this.waits = false;
    const lines = this.lines;
    const found = lines.find((line) => this.next && line.dataset.element === this.next);
    (found ?? lines[Math.min(this.at ?? 0, lines.length - 1)])?.focus();
  }
}

customElements.define("outline-list", OutlineList);
