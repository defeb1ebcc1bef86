/* <copy-button>: copies a text and says so.

   <copy-button data-text="INC-42" data-done="Copied"><button type="button" class="btn btn-ghost btn-sm">…</button></copy-button> */
import { say } from "../lib/net.js";

class CopyButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", async () => {
      await navigator.clipboard.writeText(this.dataset.text);
      say({ text: this.dataset.done, tone: "done" });
    });
  }
}

customElements.define("copy-button", CopyButton);
