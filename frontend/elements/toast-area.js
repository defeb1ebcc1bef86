/* <toast-area>: what just happened, in one line, with a way back.

   <toast-area role="status" aria-live="polite" data-undo="Undo" data-close="Close" data-failed="…" data-unread="…" data-offline="…">
     <p class="toast toast-success" data-toast>Saved.</p>      (messages of the server, with a form for the way back)
   </toast-area>

   Any htmx answer may bring one: HX-Trigger: {"toast": {"text": "…", "tone": "done", "undo": "/url/to/post/"}}
   What the answer of an undo says is shown in turn. After it, `live:change` is fired, so that the parts of the page ask again. */
import { post, say } from "../lib/net.js";

const STAYS = 6000;
const STAYS_WITH_UNDO = 12000;

class ToastArea extends HTMLElement {
  connectedCallback() {
    this.icons = this.dataset.icons;
    document.body.addEventListener("toast", (event) => this.show(event.detail ?? {}));
    document.body.addEventListener("htmx:responseError", (event) => this.failed(event.detail));
    document.body.addEventListener("htmx:sendError", () => this.show({ text: this.dataset.offline, tone: "danger" }));
    for (const one of this.querySelectorAll("[data-toast]")) this.settle(one, one.querySelector("form") ? STAYS_WITH_UNDO : STAYS);
  }

  /* A refusal brings its own toast. A part of the page that could not be read says so in its own place; a deed
     that failed, or something asked for by a click, says so here. */
  failed({ xhr, requestConfig, target }) {
    if (xhr.getResponseHeader("HX-Trigger")?.includes('"toast"')) return;
    const bones = target?.querySelector?.(".bones");
    if (requestConfig?.verb !== "get") this.show({ text: this.dataset.failed, tone: "danger" });
    else if (bones) bones.replaceWith(Object.assign(document.createElement("p"), { className: "small quiet", textContent: this.dataset.unread }));
    else if (requestConfig.triggeringEvent?.isTrusted) this.show({ text: this.dataset.unread, tone: "danger" });
  }

  show({ text, value, tone, level, undo }) {
    tone ??= { success: "done", error: "danger", warning: "attention", info: "calm" }[level] ?? "done";
    const line = document.createElement("div");
    line.className = `toast toast-${tone}`;
    line.append(this.icon(tone), Object.assign(document.createElement("span"), { textContent: text ?? value ?? "" }));
    if (undo) line.append(this.undo(undo, line));
    this.append(line);
    this.settle(line, undo ? STAYS_WITH_UNDO : STAYS);
  }

  icon(tone) {
    const name = { danger: "octagon-alert", error: "octagon-alert", attention: "triangle-alert", calm: "info" }[tone] ?? "circle-check";
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${this.dataset.sprite}#${name}`);
    svg.append(use);
    return svg;
  }

  undo(url, line) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: this.dataset.undo });
    button.addEventListener("click", async () => {
      button.disabled = true;
      const answer = await post(url, {}, { "hx-request": "true" }).catch(() => null);
      line.remove();
      const told = JSON.parse(answer?.headers.get("HX-Trigger") ?? "{}");
      say(told.toast ?? (answer?.ok ? { text: this.dataset.undone } : { text: this.dataset.failed, tone: "danger" }));
      if (answer?.ok) document.body.dispatchEvent(new CustomEvent("live:change", { detail: { undone: url } }));
    });
    return button;
  }

  /* Stays while it is read: the pointer over it or the focus within hold the clock. */
  settle(line, time) {
    let timer;
    const start = () => (timer = setTimeout(() => line.remove(), time));
    const hold = () => clearTimeout(timer);
    line.addEventListener("pointerenter", hold);
    line.addEventListener("focusin", hold);
    line.addEventListener("pointerleave", start);
    line.addEventListener("focusout", start);
    const close = Object.assign(document.createElement("button"), { type: "button", textContent: "✕" });
    close.setAttribute("aria-label", this.dataset.close);
    close.addEventListener("click", () => line.remove());
    line.append(close);
    start();
  }
}

customElements.define("toast-area", ToastArea);
