/* <form-rules>: asks the server again while somebody fills in a form: which questions show, what must be answered,
   what is computed, what the price is. Focus and what is being typed stay.

   <form-rules data-url="/services/laptop/form/">
     <form method="post">
       <div data-fields> …fields, as ui/_field.html draws them… </div>
       <button>…</button>
     </form>
   </form-rules>

   The form is posted to data-url without its files; the answer is HTML of which every [data-fields] takes the place of
   the one at the same position, and of each element with an id and data-part the one with that id. Buttons named `_add`
   or `_remove`, or with data-ask, ask again with their name and value instead of sending the form. While the answer
   is under way the form has aria-busy; `_at` names the field that changed last. What was typed just before the page is
   left is still sent. An answer that was overtaken by more typing is thrown away and asked anew. */
import { csrf } from "../lib/net.js";
import { morph } from "../lib/morph.js";

const AFTER_TYPING = 450;
const AFTER_CHOICE = 30;

class FormRules extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form) return;
    this.addEventListener("input", (event) => this.later(event, AFTER_TYPING));
    this.addEventListener("change", (event) => this.later(event, AFTER_CHOICE));
    this.addEventListener("click", (event) => this.pressed(event));
    this.addEventListener("submit", () => this.rest());
    this.leaving = () => this.timer && this.dataset.url && navigator.sendBeacon(this.dataset.url, this.values());
    addEventListener("pagehide", this.leaving);
    if (this.changed()) this.ask(); // before this script came, or by the browser on coming back
  }

  /* Whether a field no longer has the value it was drawn with. */
  changed() {
    return [...this.form.elements].some((one) => {
      if (!one.name || ["hidden", "file", "submit", "button"].includes(one.type)) return false;
      if (one.options) return [...one.options].some((option) => option.selected !== option.defaultSelected && one.value);
      return ["checkbox", "radio"].includes(one.type) ? one.checked !== one.defaultChecked : one.value !== one.defaultValue;
    });
  }

  disconnectedCallback() {
    if (this.leaving) removeEventListener("pagehide", this.leaving);
  }

  rest() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  later(event, wait) {
    if (event.target.closest("[data-no-ask]") || !event.target.name || event.target.type === "file") return;
    this.typed = true;
    this.at = event.target.name;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), wait);
  }

  pressed(event) {
    const button = event.target.closest('button[name="_add"], button[name="_remove"], button[data-ask]');
    if (!button || !this.dataset.url) return;
    event.preventDefault();
    this.rest();
    this.ask(button);
  }

  values(button) {
    const data = new FormData(this.form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    if (button?.name) data.append(button.name, button.value);
    if (this.at) data.append("_at", this.at.replace(/-.*/, ""));
    return new URLSearchParams(data);
  }

  async ask(button) {
    this.typed = false;
    this.rest();
    if (this.asking) {
      this.next = button ?? this.next ?? true; // one after the other: the server keeps what came last
      return;
    }
    this.asking = true;
    this.form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(this.dataset.url, {
        method: "POST",
        body: this.values(button),
        credentials: "same-origin",
        headers: { "x-csrftoken": csrf(), "hx-request": "true", accept: "text/html" },
      });
      const html = await answer.text();
      if (answer.ok || answer.status === 422) this.take(html, button);
    } catch {
      this.dataset.state = "offline"; // the form still sends, and the server checks again
    } finally {
      this.asking = false;
      this.form.removeAttribute("aria-busy");
      const next = this.next;
      this.next = null;
      if (next) this.ask(next === true ? undefined : next);
    }
  }

  take(html, button) {
    if (this.typed || this.next) return;
    const came = new DOMParser().parseFromString(html, "text/html");
    const spaces = this.querySelectorAll("[data-fields]");
    came.querySelectorAll("[data-fields]").forEach((part, at) => spaces[at] && morph(spaces[at], part));
    for (const part of came.querySelectorAll("[data-part][id]")) {
      const here = document.getElementById(part.id);
      if (here) morph(here, part);
    }
    delete this.dataset.state;
    window.htmx.process(this);
    this.dispatchEvent(new CustomEvent("form:asked", { bubbles: true }));
    if (button?.name === "_add") this.focusNewRow(button);
  }

  focusNewRow(button) {
    const rows = this.querySelectorAll(`[name^="${CSS.escape(button.value)}-"]`);
    const last = [...rows].at(-1)?.name.replace(/-[^-]+$/, "-");
    if (last) this.querySelector(`[name^="${CSS.escape(last)}"]`)?.focus();
  }
}

customElements.define("form-rules", FormRules);
