/* <data-list>: the keys and the choosing of a listing (ui/_listing.html).

   j k move · enter opens · x chooses · shift-x chooses up to here · space previews · escape closes the preview

   <data-list>
     <tr data-row="7" data-peek> <input type="checkbox" data-tick> <a class="row-link" href="…">
     <form data-bulk data-one="%(count)s chosen" hidden> <b data-bulk-count></b> <button data-bulk-none>
     <aside data-peek-panel hidden>
   </data-list>

   What is chosen and where one stands survive a refresh of the rows. */
import htmx from "htmx.org";
import { isCovered, isTyping } from "../lib/keys.js";

class DataList extends HTMLElement {
  connectedCallback() {
    this.chosen = new Set();
    this.current = null;
    this.onKey = (event) => this.pressed(event);
    document.addEventListener("keydown", this.onKey);
    this.addEventListener("change", (event) => this.ticked(event.target));
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("focusin", (event) => this.stand(event.target.closest("[data-row]")));
    this.addEventListener("htmx:afterSwap", () => this.restore());
    this.addEventListener("htmx:afterRequest", (event) => this.done(event));
    this.querySelectorAll("[data-tick]:checked").forEach((one) => this.ticked(one)); // before this script came
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onKey);
  }

  rows() {
    return [...this.querySelectorAll("[data-row]")];
  }

  row() {
    return this.querySelector(`[data-row="${CSS.escape(this.current ?? "")}"]`);
  }

  pressed(event) {
    if (isTyping(event) || isCovered()) return;
    const deed = {
      j: () => this.move(1),
      ArrowDown: () => this.contains(document.activeElement) && this.move(1),
      k: () => this.move(-1),
      ArrowUp: () => this.contains(document.activeElement) && this.move(-1),
      x: () => this.tick(this.row()),
      X: () => this.tickUpTo(this.row()),
      " ": () => this.row() && !event.target.closest("button, input, summary") && this.peek(this.row()),
      Escape: () => this.back(),
    }[event.key];
    if (deed && deed() !== false) event.preventDefault();
  }

  move(step) {
    const rows = this.rows();
    if (!rows.length) return false;
    const at = rows.indexOf(this.row());
    const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + step))];
    this.stand(next);
    (next.querySelector(".row-link") ?? next.querySelector("[data-tick]"))?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    if (this.panel && !this.panel.hidden) this.peekSoon(next);
  }

  stand(row) {
    if (!row) return;
    this.current = row.dataset.row;
    for (const one of this.rows()) one.classList.toggle("row-current", one === row);
  }

  clicked(event) {
    if (event.target.closest("[data-bulk-none]")) this.chooseNone();
    if (event.target.closest("[data-peek-close]")) this.closePeek();
  }

  /* choosing */

  tick(row, on) {
    const box = row?.querySelector("[data-tick]");
    if (!box) return false;
    box.checked = on ?? !box.checked;
    this.ticked(box);
  }

  tickUpTo(row) {
    const rows = this.rows();
    const from = rows.findIndex((one) => one.dataset.row === this.lastTicked);
    const to = rows.indexOf(row);
    if (to < 0) return false;
    rows.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1).forEach((one) => this.tick(one, true));
  }

  ticked(box) {
    if (box.matches("[data-tick-all]")) {
      const on = box.checked; // each tick recounts, and with it this box
      this.rows().forEach((row) => this.tick(row, on));
    } else if (box.matches("[data-tick]")) {
      this.lastTicked = box.value;
      this.chosen[box.checked ? "add" : "delete"](box.value);
      this.count();
    }
  }

  chooseNone() {
    this.chosen.clear();
    for (const box of this.querySelectorAll("[data-tick]")) box.checked = false;
    this.count();
  }

  count() {
    const bar = this.querySelector("[data-bulk]");
    if (!bar) return;
    const number = this.chosen.size;
    bar.hidden = number === 0;
    bar.querySelector("[data-bulk-count]").textContent = bar.dataset.one.replace("%(count)s", number);
    const all = this.querySelector("[data-tick-all]");
    if (all) {
      all.checked = number > 0 && number === this.rows().length;
      all.indeterminate = number > 0 && !all.checked;
    }
  }

  /* after the rows came anew */

  restore() {
    const here = new Set(this.rows().map((row) => row.dataset.row));
    this.chosen = new Set([...this.chosen].filter((id) => here.has(id)));
    for (const box of this.querySelectorAll("[data-tick]")) box.checked = this.chosen.has(box.value);
    this.count();
    const row = this.row();
    if (!row) return;
    this.stand(row);
    if (document.activeElement === document.body) row.querySelector(".row-link")?.focus({ preventScroll: true });
  }

  /* a bulk deed was done: nothing is chosen any more, and the list asks again */
  done(event) {
    if (!event.target.closest?.("[data-bulk]") || !event.detail.successful) return;
    if (event.detail.elt.getAttribute("hx-target") === "#dialog") return;
    this.chooseNone();
    document.body.dispatchEvent(new CustomEvent("live:change", { detail: { topic: "", verb: "bulk" } }));
  }

  /* the preview */

  get panel() {
    return this.querySelector("[data-peek-panel]");
  }

  peekSoon(row) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.peek(row, true), 180);
  }

  peek(row, stay = false) {
    if (row.dataset.peek === undefined || !this.panel) return false;
    if (!stay && !this.panel.hidden && this.peeked === row.dataset.row) return this.closePeek();
    this.peeked = row.dataset.row;
    this.panel.hidden = false;
    htmx.ajax("GET", row.dataset.peek || `${row.querySelector(".row-link").getAttribute("href")}peek/`, { target: this.panel, swap: "innerHTML" });
  }

  closePeek() {
    this.panel.hidden = true;
    this.panel.replaceChildren();
  }

  back() {
    if (this.panel && !this.panel.hidden) return this.closePeek();
    if (this.chosen.size) return this.chooseNone();
    return false;
  }
}

customElements.define("data-list", DataList);
