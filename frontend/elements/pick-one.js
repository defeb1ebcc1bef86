/* <pick-one>: a combobox fed by the server while somebody types; one or, with `multiple`, several.

   <pick-one data-url="/people/pick/" data-name="assignee" data-none="Nothing found" data-remove="Remove %(label)s" multiple>
     <input class="input" id="id_assignee" placeholder="…">
     <template data-chosen><data value="7">Mia Berg</data></template>      (what is chosen already)
   </pick-one>

   data-url&q=… answers [{"id": 7, "label": "Mia Berg", "hint": "IT support"}]. The choice is sent as data-name (repeated);
   a change fires `change` on the element's hidden field, so that <form-rules> and htmx hear it.
   Follows the WAI-ARIA combobox pattern with list autocomplete. */
import { getJSON } from "../lib/net.js";

const WAIT = 160;
let number = 0;

class PickOne extends HTMLElement {
  connectedCallback() {
    if (this.box) return;
    this.input = this.querySelector("input");
    this.multiple = this.hasAttribute("multiple");
    this.listId = `pick-${(number += 1)}`;
    this.build();
    for (const one of this.querySelector("template[data-chosen]")?.content.children ?? []) {
      this.choose({ id: one.value, label: one.textContent }, { silent: true });
    }
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("focus", () => this.soon(0));
    this.input.addEventListener("blur", () => setTimeout(() => this.left(), 120));
    this.input.addEventListener("keydown", (event) => this.pressed(event));
  }

  build() {
    this.box = Object.assign(document.createElement("div"), { className: "pick-box" });
    this.list = Object.assign(document.createElement("div"), { className: "pick-list", id: this.listId, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.input.getAttribute("aria-label") ?? this.input.labels?.[0]?.textContent ?? "");
    this.input.before(this.box);
    this.box.append(this.input);
    this.box.after(this.list);
    this.input.classList.remove("input");
    const wired = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.listId };
    for (const [name, value] of Object.entries({ ...wired, autocomplete: "off", spellcheck: "false" })) this.input.setAttribute(name, value);
    this.input.removeAttribute("name");
    this.box.addEventListener("click", () => this.input.focus());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(option.data);
    });
  }

  /* What stands in the list answers other words: nothing is marked until the new answer is here. */
  typed() {
    this.mark(null);
    this.pending = true;
    this.soon();
  }

  soon(wait = WAIT) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), wait);
  }

  async ask() {
    const text = this.input.value.trim();
    if (!this.multiple && this.chosen && text === this.chosen.label) return;
    this.asking?.abort();
    this.asking = new AbortController();
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set("q", text);
    const found = await getJSON(url, this.asking.signal).catch(() => null);
    if (!found || this.input.value.trim() !== text) return;
    this.pending = false;
    if (document.activeElement === this.input) this.offer(found);
  }

  offer(found) {
    const taken = new Set([...this.querySelectorAll("input[type=hidden]")].map((one) => one.value));
    const options = found.filter(({ id }) => !this.multiple || !taken.has(String(id))).map((one, at) => this.option(one, at));
    const nothing = Object.assign(document.createElement("p"), { textContent: this.dataset.none });
    this.list.replaceChildren(...(options.length ? options : [nothing]));
    this.open(true);
    this.mark(options[0]);
    if (this.entered && options[0]) this.choose(options[0].data);
    this.entered = false;
  }

  option(data, at) {
    const option = Object.assign(document.createElement("div"), { id: `${this.listId}-${at}`, data });
    option.setAttribute("role", "option");
    option.append(Object.assign(document.createElement("span"), { textContent: data.label }));
    if (data.hint) option.append(Object.assign(document.createElement("small"), { textContent: data.hint }));
    return option;
  }

  open(on) {
    this.list.hidden = !on;
    this.input.setAttribute("aria-expanded", String(on));
    if (!on) this.input.removeAttribute("aria-activedescendant");
  }

  mark(option) {
    for (const one of this.list.querySelectorAll("[role=option]")) one.setAttribute("aria-selected", String(one === option));
    this.marked = option;
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  }

  pressed(event) {
    const options = [...this.list.querySelectorAll("[role=option]")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (this.list.hidden) return this.soon(0);
      this.mark(options[(options.indexOf(this.marked) + step + options.length) % options.length]);
    } else if (event.key === "Enter" && !event.isComposing && (this.pending || !this.list.hidden)) {
      event.preventDefault();
      if (this.marked) this.choose(this.marked.data);
      else this.entered = this.pending; // whoever types fast means the best answer to come
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      event.preventDefault();
      this.open(false);
    } else if (event.key === "Backspace" && !this.input.value && this.multiple) {
      this.remove([...this.box.querySelectorAll(".chosen")].at(-1));
    }
  }

  choose(data, { silent = false } = {}) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: this.dataset.name, value: data.id });
    if (this.multiple) {
      this.input.value = "";
      this.input.before(this.chip(data, field));
    } else {
      this.chosen = data;
      this.input.value = data.label;
      this.querySelector(":scope > input[type=hidden]")?.remove();
      this.append(field);
    }
    this.open(false);
    if (!silent) field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  chip(data, field) {
    const chip = Object.assign(document.createElement("span"), { className: "chosen", textContent: data.label });
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "✕" });
    button.setAttribute("aria-label", this.dataset.remove.replace("%(label)s", data.label));
    button.addEventListener("click", () => this.remove(chip));
    chip.append(button, field);
    return chip;
  }

  remove(chip) {
    if (!chip) return;
    chip.remove();
    this.changed();
    this.input.focus();
  }

  /* Words that were not chosen mean nothing: the field goes back to what holds, or to empty. */
  left() {
    this.open(false);
    if (this.multiple) this.input.value = "";
    else if (!this.input.value.trim() && this.chosen) this.clear();
    else if (this.chosen) this.input.value = this.chosen.label;
    else this.input.value = "";
  }

  clear() {
    this.chosen = null;
    this.querySelector(":scope > input[type=hidden]")?.remove();
    this.changed();
  }

  changed() {
    this.input.name = this.dataset.name;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    this.input.removeAttribute("name");
  }
}

customElements.define("pick-one", PickOne);
