/* <command-palette>: ctrl-k; finds pages, deeds of this page, and records while typing.

   <command-palette data-url="/search/?part=palette" data-here="On this page">
     <dialog class="dialog palette">
       <div class="palette-box"><input role="combobox" aria-controls="palette-list" aria-expanded="true"></div>
       <div class="palette-list" id="palette-list" role="listbox"></div>
       <p class="palette-none" data-none hidden>…</p>
     </dialog>
     <template><section data-title="Go to"><a role="option" href="…">…</a></section></template>
   </command-palette>

   Deeds are the page's own elements with data-command (their text or data-command="Words"). Records come from
   data-url&q=…: an HTML fragment of the same <section data-title><a role="option"> shape. */
import { isShown } from "../lib/keys.js";

const WAIT = 140;

class CommandPalette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.input = this.querySelector("input");
    this.list = this.querySelector("[role=listbox]");
    this.none = this.querySelector("[data-none]");
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        this.open();
      }
    });
    document.addEventListener("click", (event) => event.target.closest("[data-palette]") && this.open());
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.walk(event));
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]"), event));
    this.list.addEventListener("pointermove", (event) => this.mark(event.target.closest("[role=option]")));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  open() {
    if (this.dialog.open || document.querySelector("dialog[open]")) return;
    document.querySelectorAll("[popover]:popover-open").forEach((one) => one.hidePopover());
    this.deeds = this.collect();
    this.input.value = "";
    this.dialog.showModal();
    this.input.focus();
    this.show("");
  }

  /* What can be done on this page: every shown element that offers itself. */
  collect() {
    return [...document.querySelectorAll("[data-command]")].filter(isShown).map((source) => {
      const option = document.createElement("div");
      option.setAttribute("role", "option");
      const icon = source.querySelector(".icon")?.cloneNode(true);
      if (icon) option.append(icon);
      option.append(source.dataset.command || source.getAttribute("aria-label") || source.textContent.trim());
      option.run = () => source.click();
      return option;
    });
  }

  typed() {
    clearTimeout(this.timer);
    this.show(this.input.value.trim());
    this.timer = setTimeout(() => this.ask(this.input.value.trim()), WAIT);
  }

  show(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (option) => words.every((word) => option.textContent.toLowerCase().includes(word));
    const sections = [];
    const deeds = this.deeds.filter(fits);
    if (deeds.length) sections.push(this.section(this.dataset.here, deeds));
    for (const one of this.querySelector("template").content.children) {
      const options = [...one.children].filter(fits).map((option) => option.cloneNode(true));
      if (options.length) sections.push(this.section(one.dataset.title, options));
    }
    this.list.replaceChildren(...sections);
    this.refresh();
  }

  async ask(text) {
    this.asking?.abort();
    if (!text || !this.dataset.url) return;
    this.asking = new AbortController();
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set("q", text);
    try {
      const answer = await fetch(url, { signal: this.asking.signal, credentials: "same-origin" });
      if (answer.ok && this.input.value.trim() === text) this.add(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  add(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    const found = [...parsed.querySelectorAll("section[data-title]")]
      .filter((one) => one.children.length)
      .map((one) => this.section(one.dataset.title, [...one.querySelectorAll("[role=option]")]));
    for (const old of this.list.querySelectorAll("[data-records]")) old.remove();
    for (const one of found) one.dataset.records = "";
    this.list.append(...found);
    this.refresh();
  }

  section(title, options) {
    const group = document.createElement("div");
    const id = `palette-${title.replace(/\W+/g, "-")}-${Math.random().toString(36).slice(2, 6)}`;
    const head = Object.assign(document.createElement("div"), { textContent: title, id });
    head.setAttribute("role", "presentation");
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", id);
    group.append(head, ...options);
    return group;
  }

  refresh() {
    const options = this.options();
    options.forEach((one, at) => {
      one.id = `palette-option-${at}`;
      one.tabIndex = -1;
      one.setAttribute("aria-selected", "false");
    });
    this.none.hidden = options.length > 0;
    this.mark(options[0]);
  }

  options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  mark(option) {
    if (!option || option === this.marked) return;
    this.marked?.setAttribute("aria-selected", "false");
    this.marked = option;
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  walk(event) {
    const options = this.options();
    const at = options.indexOf(this.marked);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = options[(at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length];
      this.mark(next);
      next?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      if (at >= 0) this.choose(options[at], event);
    }
  }

  choose(option, event) {
    if (!option) return;
    if (option.run) {
      this.dialog.close();
      option.run();
    } else if (option.href && event.type !== "click") {
      if (event.ctrlKey || event.metaKey) window.open(option.href, "_blank", "noopener");
      else location.assign(option.href);
    }
  }
}

customElements.define("command-palette", CommandPalette);
