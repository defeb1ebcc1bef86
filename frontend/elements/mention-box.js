/* <mention-box>: offers colleagues while somebody types an @ in the text field within.

   <mention-box data-url="/…/mentions/"> <textarea name="text"></textarea> </mention-box>

   data-url?q=… answers {"people": [{"username", "label", "title"}]}. The chosen one is written as @username.
   Arrows walk the list, enter or tab choose, escape closes it. Without data-url it does nothing. */
import { getJSON } from "../lib/net.js";

const WAIT = 140;
const BEGUN = /(?:^|[\s(])@([\p{L}\p{N}_.+-]{0,40})$/u;
let number = 0;

class MentionBox extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    if (!this.dataset.url || !this.field || this.list) return;
    this.listId = `mentions-${(number += 1)}`;
    this.list = Object.assign(document.createElement("div"), { className: "mention-list", id: this.listId, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.field.labels?.[0]?.textContent.trim() ?? "");
    this.append(this.list);
    this.field.setAttribute("aria-autocomplete", "list");
    this.field.setAttribute("aria-controls", this.listId);
    this.field.addEventListener("input", () => this.soon());
    this.field.addEventListener("blur", () => setTimeout(() => this.close(), 120));
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
  }

  /** What was typed after the @ that the cursor stands behind; null when there is none. */
  begun() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    return BEGUN.exec(before)?.[1] ?? null;
  }

  soon() {
    clearTimeout(this.timer);
    if (this.begun() === null) return this.close();
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const text = this.begun();
    if (text === null) return;
    this.asking?.abort();
    this.asking = new AbortController();
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set("q", text);
    const found = await getJSON(url, this.asking.signal).catch(() => null);
    if (found && this.begun() === text) this.offer(found.people);
  }

  offer(people) {
    this.list.replaceChildren(...people.map((person, at) => this.option(person, at)));
    this.list.hidden = !people.length;
    this.mark(this.list.firstElementChild);
  }

  option({ username, label, title }, at) {
    const option = Object.assign(document.createElement("div"), { id: `${this.listId}-${at}` });
    option.setAttribute("role", "option");
    option.dataset.username = username;
    option.append(Object.assign(document.createElement("span"), { textContent: label }));
    option.append(Object.assign(document.createElement("small"), { textContent: [`@${username}`, title].filter(Boolean).join(" · ") }));
    return option;
  }

  mark(option) {
    for (const one of this.list.children) one.setAttribute("aria-selected", String(one === option));
    this.marked = option;
    if (option) {
      this.field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  pressed(event) {
    if (this.list.hidden || event.isComposing) return;
    const options = [...this.list.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.mark(options[(options.indexOf(this.marked) + step + options.length) % options.length]);
    } else if (event.key === "Enter" || event.key === "Tab") {
      this.choose(this.marked);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    } else {
      return;
    }
    event.preventDefault();
  }

  choose(option) {
    if (!option) return;
    const { selectionStart: end, value } = this.field;
    const start = end - this.begun().length;
    this.field.setRangeText(`${option.dataset.username} `, start, end, "end");
    if (this.field.value !== value) this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.close();
    this.field.focus();
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.mark(null);
  }
}

customElements.define("mention-box", MentionBox);
