/* <service-checks>: what stands against publishing, asked anew while somebody types in Wagtail's editor.

   <service-checks data-url="…/typed/checks/" data-conditions-url="…/typed/conditions/">
     <div class="service-checks" data-count="2"> …lists of links… </div>
   </service-checks>

   data-url takes the editor's form and answers such a div; its data-count is shown on the button that opens the panel. */
import { sendTyped } from "../lib/typed.js";

const WAIT = 900;

class ServiceChecks extends HTMLElement {
  connectedCallback() {
    this.hear = (event) => event.target.closest?.("form") && !this.contains(event.target) && this.later();
    for (const name of ["input", "change"]) document.addEventListener(name, this.hear);
    this.seen = new MutationObserver(() => this.later());
    const questions = document.querySelector("[data-contentpath=questions]");
    if (questions) this.seen.observe(questions, { childList: true, subtree: true, attributes: false });
    this.later(0);
  }

  disconnectedCallback() {
    for (const name of ["input", "change"]) document.removeEventListener(name, this.hear);
    this.seen?.disconnect();
    clearTimeout(this.timer);
  }

  later(wait = WAIT) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), wait);
  }

  async ask() {
    this.asking?.abort();
    const mine = (this.asking = new AbortController());
    const answer = await sendTyped("url", {}, mine.signal);
    const html = await answer?.text().catch(() => ""); // overtaken by more typing
    if (!html || this.asking !== mine) return;
    const came = new DOMParser().parseFromString(html, "text/html").querySelector("[data-count]");
    const here = this.querySelector("[data-count]");
    if (!came || came.outerHTML === this.last) return; // what somebody is about to click stays where it is
    this.last = came.outerHTML;
    here?.replaceWith(came);
    this.count(Number(came.dataset.count));
  }

  count(number) {
    const name = this.closest("[data-side-panel]")?.dataset.sidePanel;
    const counter = document.querySelector(`[data-side-panel-toggle="${name}"] [data-side-panel-toggle-counter]`);
    if (!counter) return;
    counter.textContent = String(number);
    counter.hidden = !number;
  }
}

customElements.define("service-checks", ServiceChecks);
