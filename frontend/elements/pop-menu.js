/* <pop-menu>: sets a menu beside its button and walks it with the arrow keys.

   <pop-menu>
     <button type="button" popovertarget="more">…</button>
     <div id="more" class="menu" popover data-align="end">
       <a class="menu-entry" href="…">…</a>
     </div>
   </pop-menu>

   Opening, closing and Escape are the browser's own (the popover attribute). */

const GAP = 6;

class PopMenu extends HTMLElement {
  connectedCallback() {
    this.menu = this.querySelector("[popover]");
    this.button = this.querySelector("[popovertarget]");
    if (!this.menu || !this.button) return;
    this.button.setAttribute("aria-expanded", "false");
    this.menu.addEventListener("beforetoggle", (event) => event.newState === "open" && this.place());
    this.menu.addEventListener("toggle", (event) => this.opened(event.newState === "open"));
    this.menu.addEventListener("keydown", (event) => this.walk(event));
  }

  /* Below the button where there is room, else above; `data-align="end"` lines up the right edges. */
  place() {
    const at = this.button.getBoundingClientRect();
    const style = this.menu.style;
    const below = innerHeight - at.bottom > Math.min(360, at.top);
    style.top = below ? `${at.bottom + GAP}px` : "auto";
    style.bottom = below ? "auto" : `${innerHeight - at.top + GAP}px`;
    style.maxHeight = `${(below ? innerHeight - at.bottom : at.top) - 2 * GAP}px`;
    const fromRight = this.menu.dataset.align === "end" && at.right > 220;
    style.left = fromRight ? "auto" : `${Math.max(8, Math.min(at.left, innerWidth - 220))}px`;
    style.right = fromRight ? `${Math.max(8, document.documentElement.clientWidth - at.right)}px` : "auto";
  }

  opened(open) {
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.keepInside();
  }

  keepInside() {
    const box = this.menu.getBoundingClientRect();
    if (box.right > innerWidth - 8) {
      this.menu.style.left = "auto";
      this.menu.style.right = "8px";
    }
    if (box.left < 8) {
      this.menu.style.left = "8px";
      this.menu.style.right = "auto";
    }
  }

  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) return;
    const stops = [...this.menu.querySelectorAll("a[href], button:not(:disabled), input")].filter((one) => one.offsetParent);
    const next = stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length];
    next?.focus();
    event.preventDefault();
  }
}

customElements.define("pop-menu", PopMenu);
