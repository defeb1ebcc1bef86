/* <confirm-dialog>: asks before a deed, in our own dialog instead of the browser's box.

   <confirm-dialog>
     <dialog class="dialog" aria-labelledby="confirm-question">
       <div class="dialog-body"><p id="confirm-question" data-question></p></div>
       <div class="dialog-foot"><button value="no" data-no>…</button><button value="yes" data-yes>…</button></div>
     </dialog>
   </confirm-dialog>

   Serves every hx-confirm on the page, and forms with data-confirm="…" without htmx. */

class ConfirmDialog extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.dialog.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.dialog.close(button.hasAttribute("data-yes") ? "yes" : "no");
    });
    document.body.addEventListener("htmx:confirm", (event) => {
      if (!event.detail.question) return;
      event.preventDefault();
      this.ask(event.detail.question).then((yes) => yes && event.detail.issueRequest(true));
    });
    document.addEventListener("submit", (event) => this.hold(event));
  }

  hold(event) {
    const form = event.target;
    if (!form.dataset.confirm || form.dataset.confirmed) return;
    event.preventDefault();
    this.ask(form.dataset.confirm).then((yes) => {
      if (!yes) return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(event.submitter);
    });
  }

  ask(question) {
    this.querySelector("[data-question]").textContent = question;
    this.dialog.returnValue = "no";
    this.dialog.showModal();
    this.querySelector("[data-yes]").focus();
    return new Promise((resolve) => {
      this.dialog.addEventListener("close", () => resolve(this.dialog.returnValue === "yes"), { once: true });
    });
  }
}

customElements.define("confirm-dialog", ConfirmDialog);
