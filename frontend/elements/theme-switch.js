/* <theme-switch>: light, dark or as the device; applied at once, kept by the server.

   <theme-switch data-url="/look/">
     <button type="button" value="dark" aria-pressed="false">…</button>
   </theme-switch> */
import { post } from "../lib/net.js";

class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button[value]");
      if (button) this.choose(button);
    });
  }

  choose(button) {
    document.documentElement.dataset.theme = button.value;
    for (const one of this.querySelectorAll("button[value]")) {
      one.setAttribute("aria-pressed", String(one === button));
    }
    post(this.dataset.url, { theme: button.value });
  }
}

customElements.define("theme-switch", ThemeSwitch);
