/* <sort-board>: carries cards across the one board (ui/_board.html), by mouse, by finger and by keyboard.

   <sort-board data-legal-url="…" data-move-url="…" data-refused="…" data-lane-refused="…" data-back="…" data-moved="…">
     <header data-head="key"><p data-reason hidden></p></header>
     <ol data-column="key" data-lane="key"><li data-card="42" data-name="INC-42 …" data-seen="7"><a …></li></ol>
     <div popover data-move-menu role="menu"></div> <p role="status" data-said></p>
   </sort-board>

   At the start of a drag the server is asked which columns are legal (ui/board.py has the shapes); the others fade and
   say why, as do all lanes but the card's own. A drop is posted; where the server answers with a dialog, or refuses, the
   card goes back first, as it does when it is let go anywhere else.
   Keys: arrows walk the cards, m opens the menu of moves, enter opens the card. */
import htmx from "htmx.org";
import Sortable from "sortablejs";
import { isCovered, isTyping } from "../lib/keys.js";
import { getJSON } from "../lib/net.js";
import { Glide } from "../lib/glide.js";

class SortBoard extends HTMLElement {
  connectedCallback() {
    this.legal = new Map();
    this.glide = new Glide(this, "[data-card]", this.dataset.by);
    this.menu = this.querySelector("[data-move-menu]");
    this.setUp();
    this.addEventListener("htmx:beforeSwap", (event) => this.hold(event));
    this.addEventListener("htmx:afterSwap", () => this.refreshed());
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.menu.addEventListener("click", (event) => this.chosen(event.target.closest("[data-to]")));
    this.menu.addEventListener("toggle", (event) => event.newState === "closed" && this.from?.isConnected && this.focusOn(this.from));
  }

  /* A refresh never lands under a card that is being carried. */
  hold(event) {
    if (this.carried) event.detail.shouldSwap = false;
    else this.glide.remember();
  }

  refreshed() {
    this.setUp();
    this.glide.play(this.mine);
    this.mine = null;
  }

  setUp() {
    for (const cell of this.querySelectorAll("[data-column]")) {
      if (Sortable.get(cell)) continue;
      Sortable.create(cell, {
        group: "board",
        sort: false,
        draggable: "[data-card]",
        animation: 120,
        delay: 140,
        delayOnTouchOnly: true,
        ghostClass: "card-ghost",
        dragClass: "card-carried",
        scrollSensitivity: 80,
        onStart: (event) => this.started(event),
        onMove: (event) => this.mayEnter(event),
        onEnd: (event) => this.ended(event),
      });
    }
  }

  /* carrying */

  started({ item, from }) {
    this.carried = item;
    this.home = { cell: from, next: item.nextElementSibling };
    this.classList.add("board-carrying");
    this.askLegal(item).then((columns) => this.carried === item && this.shade(columns, from));
  }

  /* Over a column that takes no such card, it shows itself at home, not in the last one it passed. */
  mayEnter({ to }) {
    const { cell, next } = this.home;
    const known = this.legal.get(this.carried.dataset.card);
    const may = to === cell || (to.dataset.lane === cell.dataset.lane && (!known || Boolean(known[to.dataset.column]?.ok)));
    if (!may && this.carried.parentNode !== cell) cell.insertBefore(this.carried, next?.parentNode === cell ? next : null);
    return may;
  }

  ended({ item, to, originalEvent }) {
    this.carried = null;
    this.classList.remove("board-carrying");
    this.shade(null);
    if (to === this.home.cell) return;
    if (this.isLetGoIn(to, originalEvent)) this.move(item, to);
    else this.goBack(item);
  }

  /** Whether the card was let go over the column it lies in, or over no column of the board; true where nothing is known. */
  isLetGoIn(cell, event) {
    const { clientX: x, clientY: y } = event?.changedTouches?.[0] ?? event ?? {};
    if (!x && !y) return true;
    const below = document.elementFromPoint(x, y);
    const column = below?.closest("[data-column], [data-head]")?.dataset;
    return column ? (column.column ?? column.head) === cell.dataset.column : this.contains(below);
  }

  /** Columns that are legal for the card: {key: {ok, label, reason}}; asked once per card and look at it. */
  async askLegal(card) {
    const id = card.dataset.card;
    const url = new URL(this.dataset.legalUrl, location.href);
    url.searchParams.set("card", id);
    const answer = await getJSON(url).catch(() => null);
    if (answer) this.legal.set(id, answer.columns ?? {});
    return this.legal.get(id);
  }

  /* Legal columns stand out, the others fade and say why; so do the other lanes. */
  shade(columns, home) {
    for (const head of this.querySelectorAll("[data-head]")) {
      const key = head.dataset.head;
      const may = columns && key !== home.dataset.column ? Boolean(columns[key]?.ok) : null;
      const reason = head.querySelector("[data-reason]");
      reason.hidden = may !== false;
      reason.textContent = may === false ? columns[key]?.reason || this.dataset.refused : "";
      this.mark(head, may, reason.textContent);
      for (const cell of this.cells(key)) {
        const elsewhere = columns && cell.dataset.lane !== home.dataset.lane;
        this.mark(cell, elsewhere ? false : may, elsewhere ? this.dataset.laneRefused : reason.textContent);
      }
    }
  }

  mark(one, may, reason) {
    one.classList.toggle("column-legal", may === true);
    one.classList.toggle("column-illegal", may === false);
    if (may === false) one.title = reason;
    else one.removeAttribute("title");
  }

  cells(column) {
    return [...this.querySelectorAll(`[data-column="${CSS.escape(column)}"]`)];
  }

  /* the move itself */

  async move(card, cell) {
    const { card: id, seen, name } = card.dataset;
    card.classList.add("card-pending");
    this.mine = id;
    let status = 0;
    const watch = (event) => event.detail.elt === this && (status = event.detail.xhr.status);
    document.body.addEventListener("htmx:afterRequest", watch);
    await htmx
      .ajax("POST", this.dataset.moveUrl, {
        source: this,
        target: "#dialog",
        swap: "innerHTML",
        values: { card: id, column: cell.dataset.column, lane: cell.dataset.lane, seen },
      })
      .catch(() => null);
    document.body.removeEventListener("htmx:afterRequest", watch);
    card.classList.remove("card-pending");
    this.legal.delete(id);
    if (status === 204) {
      this.say(this.dataset.moved, name, this.titleOf(cell.dataset.column));
      this.refresh();
    } else {
      this.goBack(card);
    }
  }

  goBack(card) {
    this.putBack(card);
    this.say(this.dataset.back, card.dataset.name);
  }

  refresh() {
    const board = this.querySelector("[hx-get]");
    if (board) htmx.ajax("GET", board.getAttribute("hx-get"), { source: board, target: board, swap: "morph:outerHTML" });
  }

  putBack(card) {
    const { cell, next } = this.home ?? {};
    if (!cell?.isConnected || !card.isConnected) return;
    this.glide.remember();
    cell.insertBefore(card, next?.parentNode === cell ? next : null);
    this.glide.play();
    this.focusOn(card);
  }

  titleOf(column) {
    return this.querySelector(`[data-head="${CSS.escape(column)}"] h2`)?.textContent.trim() ?? "";
  }

  say(pattern, card, column = "") {
    this.querySelector("[data-said]").textContent = pattern.replace("%(card)s", card).replace("%(column)s", column);
  }

  /* keys */

  pressed(event) {
    const card = event.target.closest("[data-card]");
    if (!card || isTyping(event) || isCovered()) return;
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      this.focusOn(this.beside(card, event.key));
    } else if (event.key === "m") {
      event.preventDefault();
      this.openMenu(card);
    }
  }

  focusOn(card) {
    card?.querySelector("a, [tabindex]")?.focus();
  }

  beside(card, key) {
    const cell = card.closest("[data-column]");
    const cards = (one) => [...one.querySelectorAll("[data-card]")];
    const at = cards(cell).indexOf(card);
    const all = [...this.querySelectorAll("[data-column]")];
    if (key === "ArrowUp" || key === "ArrowDown") {
      const step = key === "ArrowDown" ? 1 : -1;
      const inCell = cards(cell)[at + step];
      if (inCell) return inCell;
      const same = all.filter((one) => one.dataset.column === cell.dataset.column);
      const lane = same.slice(step > 0 ? same.indexOf(cell) + 1 : 0, step > 0 ? undefined : same.indexOf(cell));
      const found = (step > 0 ? lane : lane.reverse()).map(cards).find((some) => some.length);
      return found?.at(step > 0 ? 0 : -1);
    }
    const row = all.filter((one) => one.dataset.lane === cell.dataset.lane);
    const place = row.indexOf(cell);
    const rest = key === "ArrowRight" ? row.slice(place + 1) : row.slice(0, place).reverse();
    const some = rest.map(cards).find((found) => found.length);
    return some?.[Math.min(at, some.length - 1)];
  }

  /* the menu of moves */

  async openMenu(card) {
    this.from = card;
    const home = card.closest("[data-column]").dataset.column;
    const columns = (await this.askLegal(card)) ?? {};
    const entries = [...this.querySelectorAll("[data-head]")]
      .map((head) => head.dataset.head)
      .filter((key) => key !== home)
      .map((key) => this.entry(key, columns[key]));
    // The menu's own label says the same; inside a menu there are entries only.
    const title = Object.assign(document.createElement("h3"), { textContent: this.dataset.menuTitle, role: "presentation" });
    this.menu.replaceChildren(title, ...entries);
    const box = card.getBoundingClientRect();
    this.menu.showPopover();
    const { offsetWidth: width, offsetHeight: height } = this.menu;
    this.menu.style.top = `${Math.max(8, Math.min(box.top + 8, innerHeight - height - 8))}px`;
    this.menu.style.left = `${Math.max(8, Math.min(box.left + 24, innerWidth - width - 8))}px`;
    this.menu.querySelector("[data-to]")?.focus();
    this.menu.onkeydown = (event) => this.walkMenu(event, entries);
  }

  entry(key, answer) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "menu-entry";
    button.dataset.to = key;
    button.setAttribute("role", "menuitem");
    button.append(Object.assign(document.createElement("span"), { textContent: this.titleOf(key) }));
    const hint = answer?.ok ? (answer.label ?? "") : answer?.reason || this.dataset.refused;
    if (hint) button.append(Object.assign(document.createElement("small"), { className: "menu-hint", textContent: hint }));
    if (!answer?.ok) button.setAttribute("aria-disabled", "true");
    return button;
  }

  walkMenu(event, entries) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = entries.indexOf(document.activeElement);
    entries[(at + step + entries.length) % entries.length].focus();
  }

  chosen(button) {
    if (!button || button.getAttribute("aria-disabled")) return;
    const card = this.from;
    const home = card.closest("[data-column]");
    const cell = this.cells(button.dataset.to).find((one) => one.dataset.lane === home.dataset.lane);
    this.home = { cell: home, next: card.nextElementSibling };
    this.menu.hidePopover();
    this.glide.remember();
    cell.append(card);
    this.glide.play();
    this.focusOn(card);
    this.move(card, cell);
  }
}

customElements.define("sort-board", SortBoard);
