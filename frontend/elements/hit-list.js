/* <hit-list>: a search box and what it finds while somebody types, walked through with the arrow keys.

   <hit-list>
     <form role="search"><input role="combobox" aria-expanded="false" aria-controls="hit-list" hx-get="…" hx-target="#hits"></form>
     <div id="hits"></div>          htmx puts <div role="listbox" id="hit-list"><a role="option" id="…" href="…"> here
   </hit-list>

   Down and up choose, enter opens, escape empties the list; enter with nothing chosen asks for the whole page.
   Follows the WAI-ARIA combobox pattern with list autocomplete. */

class HitList extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    this.input = this.querySelector("[role=combobox]");
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("input", () => this.mark(null));
    this.addEventListener("htmx:afterSwap", () => this.came());
  }

  get options() {
    return [...this.querySelectorAll("[role=option]")];
  }

  came() {
    this.mark(null);
    this.input.setAttribute("aria-expanded", String(this.options.length > 0));
  }

  pressed(event) {
    if (event.isComposing) return;
    const { options } = this;
    const at = options.indexOf(this.marked);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!options.length) return;
      event.preventDefault();
      const from = at < 0 && event.key === "ArrowUp" ? 0 : at;
      this.mark(options[(from + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length]);
    } else if (event.key === "Enter" && this.marked) {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) window.open(this.marked.href, "_blank", "noopener");
      else location.assign(this.marked.href);
    } else if (event.key === "Escape" && options.length) {
      event.preventDefault();
      this.querySelector("[role=listbox]").remove();
      this.came();
    }
  }

  mark(option) {
    this.marked?.setAttribute("aria-selected", "false");
    this.marked = option;
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }
}

customElements.define("hit-list", HitList);
