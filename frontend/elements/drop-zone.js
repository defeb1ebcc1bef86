/* <drop-zone>: files by drop, by paste or by button; each goes up at once, with its progress, and can be taken away.

   <drop-zone data-url="/files/" data-name="files" data-limit="26214400" data-at-most="5"
              data-too-large="…%(name)s…" data-too-many="…" data-failed="…%(name)s…" data-remove="Remove %(name)s">
     <label class="drop-target"><input type="file" multiple class="sr-only">…</label>
     <ul data-files><li data-file><input type="hidden" name="files" value="…">…</li></ul>
   </drop-zone>

   A file is posted as `file`; the answer is {"id", "name", "size"} (or {"uid", …}) or, refused, {"detail"} with a sentence.
   Without data-url the files stay in the field and go with the form. Paste works anywhere in the form around it. */
import { csrf, say } from "../lib/net.js";

class DropZone extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.list = this.querySelector("[data-files]");
    this.inputs = [...this.querySelectorAll("input[type=file]")]; // a second one may open the camera
    for (const one of this.inputs) one.addEventListener("change", () => this.dataset.url && this.take([...one.files]));
    for (const name of ["dragover", "dragleave", "drop"]) this.addEventListener(name, (event) => this.dragged(event));
    this.addEventListener("click", (event) => this.clicked(event.target.closest("[data-file-remove]")));
    this.around = this.closest("form") ?? this;
    this.onPaste = (event) => this.pasted(event);
    this.around.addEventListener("paste", this.onPaste);
  }

  disconnectedCallback() {
    this.around?.removeEventListener("paste", this.onPaste);
  }

  dragged(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.classList.toggle("drop-over", event.type === "dragover");
    if (event.type === "drop") this.take([...event.dataTransfer.files]);
  }

  pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.take(files);
  }

  take(files) {
    if (!this.dataset.url) return this.keepInField(files);
    for (const file of files) if (this.fits(file)) this.send(file);
    for (const one of this.inputs) one.value = "";
  }

  fits(file) {
    const atMost = Number(this.dataset.atMost ?? Infinity);
    if (this.list.children.length >= atMost) return this.refuse(this.dataset.tooMany);
    if (file.size > Number(this.dataset.limit ?? Infinity)) return this.refuse(this.dataset.tooLarge, file);
    return true;
  }

  refuse(sentence = "", file = null) {
    say({ text: sentence.replace("%(name)s", file?.name ?? ""), tone: "danger" });
    return false;
  }

  keepInField(files) {
    const all = new DataTransfer();
    for (const file of [...this.input.files, ...files]) all.items.add(file);
    this.input.files = all.files;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  send(file) {
    const line = this.line(file);
    const bar = line.querySelector("progress");
    const sent = new XMLHttpRequest();
    const data = new FormData();
    data.append("file", file);
    sent.upload.addEventListener("progress", (event) => (bar.value = event.loaded / event.total));
    sent.addEventListener("load", () => this.arrived(sent, line, file));
    sent.addEventListener("error", () => this.lost(line, file));
    line.cancel = () => sent.abort();
    sent.open("POST", this.dataset.url);
    sent.setRequestHeader("x-csrftoken", csrf());
    sent.setRequestHeader("accept", "application/json");
    sent.send(data);
  }

  line(file) {
    const line = Object.assign(document.createElement("li"), { className: "file-line" });
    line.dataset.file = "";
    const name = Object.assign(document.createElement("span"), { className: "clip", textContent: file.name });
    const bar = Object.assign(document.createElement("progress"), { className: "meter", max: 1, value: 0 });
    bar.setAttribute("aria-label", file.name);
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-ghost btn-xs btn-square", textContent: "✕" });
    remove.dataset.fileRemove = "";
    remove.setAttribute("aria-label", this.dataset.remove.replace("%(name)s", file.name));
    line.append(name, bar, remove);
    this.list.append(line);
    return line;
  }

  arrived(sent, line, file) {
    let answer = {};
    try {
      answer = JSON.parse(sent.responseText);
    } catch {
      answer = {};
    }
    if (sent.status >= 400) {
      line.remove();
      return say({ text: answer.detail ?? this.dataset.failed.replace("%(name)s", file.name), tone: "danger" });
    }
    line.querySelector("progress").replaceWith(this.size(file.size));
    const field = { type: "hidden", name: this.dataset.name, value: answer.id ?? answer.uid };
    line.prepend(Object.assign(document.createElement("input"), field));
    this.changed();
  }

  size(bytes) {
    const [unit, amount] = bytes >= 1e6 ? ["megabyte", bytes / 1e6] : ["kilobyte", Math.max(1, bytes / 1e3)];
    const format = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: unit === "megabyte" ? 1 : 0 });
    return Object.assign(document.createElement("small"), { className: "text-faint", textContent: format.format(amount) });
  }

  lost(line, file) {
    line.remove();
    this.refuse(this.dataset.failed, file);
  }

  clicked(button) {
    const line = button?.closest("[data-file]");
    if (!line) return;
    line.cancel?.();
    line.remove();
    this.input.focus();
    this.changed();
  }

  changed() {
    this.dispatchEvent(new CustomEvent("files:change", { bubbles: true, detail: { count: this.list.children.length } }));
  }
}

customElements.define("drop-zone", DropZone);
