/* <decision-grid>: a decision table (DMN) to be edited like a sheet; conditions on the left, results on the right.

   `edit({name, table, offer, sprite, changed})` shows a table `{label, policy, aggregate, inputs, outputs, rows}`; `changed`
   hears every change. Enter goes down a row and makes one at the end, tab goes on; wrong cells say why, as the server
   found it. Without a table there is nothing in it. */
import { post } from "../lib/net.js";
import { button, field, icon, input, make, select } from "../processes/dom.js";

const WAIT = 500;

class DecisionGrid extends HTMLElement {
  edit({ name, table, offer, sprite, changed, kept }) {
    Object.assign(this, { name, offer, sprite, changed, kept, words: offer.words });
    this.table = structuredClone(table);
    this.draw();
    this.look();
  }

  put(change, redraw = false) {
    change(this.table);
    this.changed(structuredClone(this.table));
    if (redraw) this.draw();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), WAIT);
  }

  get width() {
    return this.table.inputs.length + this.table.outputs.length;
  }

  draw() {
    const { words, table } = this;
    const at = this.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const named = (prefix, some) => some.map((one) => [one, words[`${prefix}_${one}`]]);
    const policy = select(named("policy", ["F", "U", "A", "R", "C"]), table.policy, (one) => this.put((t) => { t.policy = one; if (one !== "C") t.aggregate = ""; }, true), { key: "policy" });
    const aggregate = table.policy === "C" && table.outputs.length === 1 ? field(words.aggregate, select(named("aggregate", ["", "+", "<", ">", "#"]), table.aggregate, (one) => this.put((t) => { t.aggregate = one; }), { key: "aggregate" })) : null;
    const label = input(table.label, (text) => this.put((t) => { t.label = text; }), { key: "label" });
    this.replaceChildren(
      make("div", { className: "form-row" }, field(words.table_name, label), field(words.policy, policy), aggregate),
      make("div", { className: "scroll-x", tabIndex: 0, attrs: { role: "region", "aria-label": words.table } }, make("table", { className: "table grid-table" }, this.head(), this.body())),
      make(
        "div",
        { className: "row" },
        this.adds(words.add_row, () => this.addRow()),
        this.adds(words.add_input, () => this.put((t) => { t.inputs.push({ reads: "", label: "" }); for (const row of t.rows) row.tests.push(""); }, true)),
        this.adds(words.add_output, () => this.put((t) => { t.outputs.push({ name: `result_${t.outputs.length + 1}`, label: "" }); for (const row of t.rows) row.values.push(""); }, true)),
      ),
      this.files(),
      make("p", { className: "field-error", hidden: true, data: { fault: "" } }),
    );
    if (at) this.querySelector(`[data-key="${CSS.escape(at)}"]`)?.focus();
  }

  adds(label, press) {
    return button(label, press, { css: "btn btn-sm", sprite: this.sprite, symbol: "plus" });
  }

  /* Tables come and go as DMN files: one from a file takes the place of this one. */
  files() {
    const { words, offer } = this;
    const box = make("input", { type: "file", className: "file-input", accept: ".dmn,.xml" });
    box.addEventListener("change", () => box.files.length && this.bring(box.files[0]));
    const take = button(words.take_dmn, async () => {
      await this.kept();
      location.assign(offer.urls.tables);
    }, { css: "btn btn-sm btn-ghost", sprite: this.sprite, symbol: "download" });
    return make("div", { className: "row" }, take, field(words.bring_dmn, box));
  }

  async bring(file) {
    const data = new FormData();
    data.set("file", file);
    const answer = await post(this.offer.urls.tables, data).catch(() => null);
    const said = await answer?.json().catch(() => null);
    const found = Object.values(said?.tables ?? {})[0];
    if (found) {
      this.table = found;
      this.put(() => {}, true);
    } else if (said?.message) {
      this.fault(said.message);
    }
  }

  fault(text) {
    const line = this.querySelector("[data-fault]");
    line.hidden = !text;
    line.textContent = text;
  }

  away(label, press) {
    const one = make("button", { type: "button", className: "btn btn-ghost btn-sm btn-square", title: label, attrs: { "aria-label": label } }, icon(this.sprite, "x"));
    one.addEventListener("click", press);
    return one;
  }

  head() {
    const { words, table } = this;
    const column = (kind, at, one, part) => {
      const place = kind === "inputs" ? at : table.inputs.length + at;
      const label = words[kind === "inputs" ? "reads" : "sets"];
      const box = input(one[part], (text) => this.put((t) => { t[kind][at][part] = text; }), { key: `head-${place}`, spellcheck: false, attrs: { "aria-label": `${label}, ${place + 1}` }, list: kind === "inputs" ? "grid-answers" : null });
      const remove = table[kind].length > 1 || kind === "inputs" ? this.away(words.remove_column.replace("{column}", place + 1), () => this.put((t) => { t[kind].splice(at, 1); for (const row of t.rows) row[kind === "inputs" ? "tests" : "values"].splice(at, 1); }, true)) : null;
      return make("th", { scope: "col", className: kind === "outputs" ? "grid-out" : "" }, make("span", { className: "small quiet", textContent: `${words[kind === "inputs" ? "if" : "then_out"]} · ${label}` }), make("span", { className: "grid-head" }, box, remove));
    };
    const answers = make("datalist", { id: "grid-answers" }, ...this.offer.answers.map((one) => make("option", { value: one.name, textContent: one.label })));
    return make(
      "thead",
      {},
      make(
        "tr",
        {},
        make("th", { scope: "col" }, make("span", { className: "sr-only", textContent: "№" }), answers),
        ...table.inputs.map((one, at) => column("inputs", at, one, "reads")),
        ...table.outputs.map((one, at) => column("outputs", at, one, "name")),
        make("th", { scope: "col", textContent: words.note }),
        make("th", { scope: "col" }, make("span", { className: "sr-only", textContent: words.remove })),
      ),
    );
  }

  body() {
    const { words, table } = this;
    const cell = (row, column, value, set) => {
      const label = words.cell.replace("{row}", row + 1).replace("{column}", column + 1);
      const box = input(value, set, { key: `${row}-${column}`, spellcheck: false, attrs: { "aria-label": label } });
      box.addEventListener("keydown", (event) => this.down(event, row, column));
      return make("td", { className: column >= table.inputs.length && column < this.width ? "grid-out" : "" }, box);
    };
    const lines = table.rows.map((row, at) =>
      make(
        "tr",
        {},
        make("th", { scope: "row", className: "quiet", textContent: at + 1 }),
        ...row.tests.map((text, column) => cell(at, column, text, (value) => this.put((t) => { t.rows[at].tests[column] = value; }))),
        ...row.values.map((text, column) => cell(at, table.inputs.length + column, text, (value) => this.put((t) => { t.rows[at].values[column] = value; }))),
        cell(at, this.width, row.note, (value) => this.put((t) => { t.rows[at].note = value; })),
        make("td", {}, this.away(words.remove_row.replace("{row}", at + 1), () => this.put((t) => { t.rows.splice(at, 1); }, true))),
      ),
    );
    return make("tbody", {}, ...lines);
  }

  down(event, row, column) {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    event.target.dispatchEvent(new Event("change"));
    if (row + 1 >= this.table.rows.length) this.addRow(column);
    else this.querySelector(`[data-key="${row + 1}-${column}"]`)?.focus();
  }

  addRow(column = 0) {
    const { inputs, outputs, rows } = this.table;
    this.put((t) => t.rows.push({ tests: inputs.map(() => ""), values: outputs.map(() => ""), note: "" }), true);
    this.querySelector(`[data-key="${rows.length - 1}-${column}"]`)?.focus();
  }

  /** Asks the server what is wrong with it. */
  async look() {
    const answer = await post(this.offer.urls.table, { name: this.name, table: JSON.stringify(this.table) }).catch(() => null);
    const said = answer?.ok ? await answer.json() : { faults: [] };
    for (const one of this.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
    for (const { row, column, text } of said.faults) {
      const box = this.querySelector(`[data-key="${row ? `${row - 1}-${column - 1}` : `head-${column - 1}`}"]`);
      box?.setAttribute("aria-invalid", "true");
      if (box) box.title = text;
    }
    const [first] = said.faults;
    const where = first?.row ? `${this.words.cell.replace("{row}", first.row).replace("{column}", first.column)}: ` : "";
    this.fault(first ? `${where}${first.text}` : "");
  }
}

customElements.define("decision-grid", DecisionGrid);
