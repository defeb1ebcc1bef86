/* <print-page>: a button that prints the page; hidden until this script is there.

   <print-page><button type="button" hidden>Print</button></print-page> */

class PrintPage extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

customElements.define("print-page", PrintPage);
