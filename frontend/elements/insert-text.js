/* <insert-text>: puts a text into the reply that is being written, where the cursor stands.

   <insert-text data-text="Printer jams: https://…/answers/printer/"><button type="button">…</button></insert-text> */

class InsertText extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", () => this.insert());
  }

  insert() {
    const field = document.querySelector(".composer textarea");
    if (!field) return;
    this.closest("dialog")?.close();
    const [before, after] = [field.value.slice(0, field.selectionStart), field.value.slice(field.selectionEnd)];
    const text = `${before && !/\s$/.test(before) ? "\n" : ""}${this.dataset.text}\n`;
    field.setRangeText(text, before.length, field.value.length - after.length, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
}

customElements.define("insert-text", InsertText);
