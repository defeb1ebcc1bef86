/* <keep-draft>: what was typed is still there after a closed tab, a crash or a lost connection.

   <keep-draft data-draft="order:laptop" data-person="42">
     <form>…</form>
     <p data-restored hidden>We kept what you typed. <button type="button" data-forget>Start anew</button></p>
     <span data-saved hidden>Kept on this device</span>
   </keep-draft>

   Kept in this browser, per person, until the form was sent or thirty days have passed; signing out forgets all. Where
   `data-fresh` says that the form came filled in on purpose, so nothing is put over it. Where
   the server keeps drafts too (<form-rules> inside), what it has seen is left to it: only what it missed is put back.
   Passwords, files and hidden fields are never kept. A form that came back from the server with errors is newer. */

const PREFIX = "draft:";
const LIFE = 30 * 24 * 3600 * 1000;
const WAIT = 400;

/** Forgets every draft, and with `old` only those nobody came back to. */
export const forgetDrafts = ({ old = false } = {}) => {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(PREFIX)) continue;
    const { at = 0 } = JSON.parse(localStorage.getItem(key) ?? "{}");
    if (!old || Date.now() - at > LIFE) localStorage.removeItem(key);
  }
};

class KeepDraft extends HTMLElement {
  connectedCallback() {
    if (!this.form) return;
    this.key = `${PREFIX}${this.dataset.person ?? ""}:${this.dataset.draft}`;
    forgetDrafts({ old: true });
    this.addEventListener("input", () => this.soon());
    this.addEventListener("change", () => this.soon());
    this.addEventListener("submit", () => this.sending());
    this.addEventListener("htmx:afterRequest", (event) => this.answered(event));
    this.addEventListener("click", (event) => event.target.closest("[data-forget]") && this.startAnew());
    this.addEventListener("form:asked", () => this.asked());
    this.leaving = () => this.timer && this.keep();
    addEventListener("pagehide", this.leaving);
    this.restore();
  }

  disconnectedCallback() {
    if (this.leaving) removeEventListener("pagehide", this.leaving);
  }

  /* Looked up each time: a form that was sent may be replaced by a fresh one. */
  get form() {
    return this.querySelector("form");
  }

  fields() {
    return [...this.form.elements].filter(
      (one) => one.name && !["hidden", "password", "file", "submit", "button"].includes(one.type) && !one.closest("[data-no-draft]"),
    );
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), WAIT);
  }

  keep() {
    this.timer = null;
    const values = {};
    for (const one of this.fields()) {
      const value = ["checkbox", "radio"].includes(one.type) ? (one.checked ? one.value : null) : one.value;
      if (value !== null && value !== "") (values[one.name] ??= []).push(value);
    }
    if (!Object.keys(values).length) return localStorage.removeItem(this.key);
    localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), values }));
    this.show("[data-saved]", true);
  }

  restore() {
    const kept = JSON.parse(localStorage.getItem(this.key) ?? "{}");
    if (!kept.values || kept.seen || "fresh" in this.dataset || this.querySelector("[aria-invalid=true], .error-summary")) return;
    this.values = kept.values;
    if (this.fill()) this.show("[data-restored]", true);
  }

  /* The server has seen the form as it stands, and keeps it. */
  asked() {
    this.fill(true);
    const kept = localStorage.getItem(this.key);
    if (kept) localStorage.setItem(this.key, JSON.stringify({ ...JSON.parse(kept), seen: true }));
    this.show("[data-saved]", false);
  }

  /* Puts the kept values where they belong; questions that a rule shows only now are filled when they come (`late`). */
  fill(late = false) {
    if (!this.values) return false;
    let changed = null;
    for (const one of this.fields()) {
      const values = this.values[one.name];
      if (!values || (late && this.filled?.has(one.name))) continue;
      if (["checkbox", "radio"].includes(one.type)) {
        if (one.checked !== values.includes(one.value)) changed = one;
        one.checked = values.includes(one.value);
      } else if (one.value !== values[0]) {
        one.value = values[0];
        changed = one;
      }
    }
    this.filled = new Set([...(this.filled ?? []), ...this.fields().map((one) => one.name)]);
    changed?.dispatchEvent(new Event("change", { bubbles: true }));
    return Boolean(changed);
  }

  sending() {
    clearTimeout(this.timer);
    this.timer = null;
    localStorage.setItem(`${this.key}:sent`, "1");
    if (!this.form.hasAttribute("hx-post")) localStorage.removeItem(this.key);
  }

  answered(event) {
    if (!event.detail.requestConfig?.elt.matches("form") || !event.detail.successful) return;
    clearTimeout(this.timer);
    this.timer = null;
    localStorage.removeItem(this.key);
    this.show("[data-saved]", false);
  }

  startAnew() {
    localStorage.removeItem(this.key);
    this.values = null;
    this.form.reset();
    this.show("[data-restored]", false);
    this.form.dispatchEvent(new Event("change", { bubbles: true }));
    this.fields()[0]?.focus();
  }

  show(selector, on) {
    const part = this.querySelector(selector);
    if (part) part.hidden = !on;
  }
}

customElements.define("keep-draft", KeepDraft);
