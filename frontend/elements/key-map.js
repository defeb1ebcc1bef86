/* <key-map>: the keys of a page, and `?` to list them.

   <key-map data-then="then">
     <dialog class="dialog">… <div class="keys" data-key-list></div> …</dialog>
     <template><a data-go="d" href="/desk/">My work</a></template>       g, then d
   </key-map>

   Any shown element with data-key="n" is pressed by that key; a field is focused instead, but a radio or checkbox is
   chosen. data-key-into="id" leads on into that field. A page adds its own by putting such elements on it; their label
   for the list is data-key-label, else their text. Groups for keys that have no element: <dl data-keys-group="Rows"><dt>Next row</dt><dd><kbd>j</kbd></dd></dl>.
   In a form with data-key-send, ctrl-enter sends. */
import { isCovered, isShown, isTyping } from "../lib/keys.js";

class KeyMap extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.places = [...this.querySelector("template").content.querySelectorAll("[data-go]")];
    document.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("click", (event) => event.target.closest("[data-keys]") && this.list());
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog || event.target.closest("[data-dialog-close]")) this.dialog.close();
    });
  }

  pressed(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.target.closest("form[data-key-send]")?.requestSubmit();
    }
    if (isTyping(event) || isCovered()) return;
    if (this.going) {
      const place = this.places.find((one) => one.dataset.go === event.key);
      this.going = clearTimeout(this.going);
      if (place) {
        event.preventDefault();
        location.assign(place.href);
      }
      return;
    }
    if (event.key === "g") {
      this.going = setTimeout(() => (this.going = undefined), 1200);
    } else if (event.key === "?") {
      event.preventDefault();
      this.list();
    } else {
      this.press(event);
    }
  }

  press(event) {
    const found = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].find(isShown);
    if (!found || found.disabled) return;
    event.preventDefault();
    if (found.matches("input:not([type=radio], [type=checkbox]), textarea, select")) {
      found.focus();
      found.select?.();
    } else {
      found.click();
      document.getElementById(found.dataset.keyInto)?.focus();
    }
  }

  list() {
    const space = this.querySelector("[data-key-list]");
    space.replaceChildren(...this.groups());
    document.querySelectorAll("[popover]:popover-open").forEach((one) => one.hidePopover());
    this.dialog.showModal();
  }

  groups() {
    const then = this.dataset.then;
    const going = this.places.map((one) => [one.textContent, ["g", then, one.dataset.go]]);
    const here = [...document.querySelectorAll("[data-key]")]
      .filter(isShown)
      .map((one) => [one.dataset.keyLabel ?? one.getAttribute("aria-label") ?? one.textContent.trim(), [one.dataset.key]]);
    const everywhere = [
      [this.dataset.palette, ["Ctrl", "K"]],
      [this.dataset.list, ["?"]],
    ];
    const own = [...document.querySelectorAll("[data-keys-group]")].map((one) =>
      this.group(one.dataset.keysGroup, [], one.cloneNode(true).children),
    );
    return [
      this.group(this.dataset.everywhere, everywhere),
      ...(here.length ? [this.group(this.dataset.here, here)] : []),
      ...own,
      this.group(this.dataset.goTo, going),
    ];
  }

  group(title, lines, ready = []) {
    const section = document.createElement("section");
    const list = document.createElement("dl");
    for (const [words, keys] of lines) {
      const keyed = document.createElement("dd");
      for (const key of keys) {
        const single = key !== this.dataset.then;
        keyed.append(Object.assign(document.createElement(single ? "kbd" : "span"), { textContent: key }));
      }
      list.append(Object.assign(document.createElement("dt"), { textContent: words }), keyed);
    }
    list.append(...ready);
    section.append(Object.assign(document.createElement("h3"), { textContent: title }), list);
    return section;
  }
}

customElements.define("key-map", KeyMap);
