/* <dialog-host>: shows what htmx puts into #dialog as a dialog, and closes it when its deed is done.

   <dialog-host><dialog class="dialog" aria-labelledby="dialog-title"><div id="dialog"></div></dialog></dialog-host>

   Anywhere: hx-get="/…/" hx-target="#dialog". The answer is a form or any content with <h2 id="dialog-title">.
   HX-Trigger {"dialog:close": {}} or an answer of 204 to a request from inside closes it; a form answered with 422
   is swapped in place and stays. [data-close], Escape and a press beside it close it, too. */

class DialogHost extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.space = this.querySelector("#dialog");
    this.addEventListener("htmx:afterSwap", () => this.show());
    this.dialog.addEventListener("close", () => this.closed());
    document.body.addEventListener("dialog:close", () => this.dialog.close());
    document.body.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.xhr?.status === 204 && this.contains(event.detail.elt)) this.dialog.close();
    });
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog || event.target.closest("[data-close]")) this.dialog.close();
    });
  }

  show() {
    if (!this.space.childElementCount) return this.dialog.close();
    if (!this.dialog.open) {
      this.back = document.activeElement;
      this.dialog.showModal();
    }
    const wrong = this.space.querySelector("[aria-invalid=true], .error-summary a");
    (wrong ?? this.space.querySelector("[autofocus], input:not([type=hidden]), textarea, select"))?.focus();
  }

  closed() {
    this.space.replaceChildren();
    document.body.dispatchEvent(new CustomEvent("dialog:closed"));
    if (this.back?.isConnected) this.back.focus();
  }
}

customElements.define("dialog-host", DialogHost);
