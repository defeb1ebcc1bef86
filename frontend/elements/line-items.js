/* <line-items>: the comforts of a table of items: enter adds a row, a pasted piece of a spreadsheet fills rows.

   <line-items>
     <table> … <input name="items-0-price"> … </table>
     <button name="_add" value="items">Add a row</button> <button name="_remove" value="items-0">…</button>
   </line-items>

   Rows, totals and limits are the server's: adding and removing goes through the <form-rules> around it (or, without
   scripts, sends the form). Fields are named <table>-<row>-<column>. */

const CELL = /^(.+)-(\d+)-([a-z][a-z0-9_]*)$/;

class LineItems extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.addEventListener("paste", (event) => this.pasted(event));
  }

  get adder() {
    return this.querySelector('button[name="_add"]:not(:disabled)');
  }

  rows() {
    const rows = new Map();
    for (const field of this.querySelectorAll("input[name], select[name], textarea[name]")) {
      const [, table, row] = CELL.exec(field.name) ?? [];
      if (!table) continue;
      const key = Number(row);
      rows.set(key, [...(rows.get(key) ?? []), field]);
    }
    return [...rows.entries()].sort(([a], [b]) => a - b).map(([, fields]) => fields);
  }

  /* Enter goes down a row, and past the last one adds another; it never sends the form. */
  pressed(event) {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
    event.preventDefault();
    const rows = this.rows();
    const at = rows.findIndex((fields) => fields.includes(event.target));
    const column = rows[at]?.indexOf(event.target) ?? 0;
    const below = rows[at + 1]?.[column];
    if (below) below.focus();
    else this.adder?.click();
  }

  async pasted(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const cells = text.replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
    if (cells.length < 2 && (cells[0]?.length ?? 0) < 2) return;
    event.preventDefault();
    const rows = this.rows();
    const at = rows.findIndex((fields) => fields.includes(event.target));
    const column = Math.max(0, rows[at]?.indexOf(event.target) ?? 0);
    const needed = await this.grow(at + cells.length);
    cells.slice(0, needed - at).forEach((line, down) => this.fill(this.rows()[at + down], column, line));
  }

  fill(fields, column, line) {
    line.forEach((value, across) => {
      const field = fields?.[column + across];
      if (!field) return;
      field.value = value.trim();
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  /** Asks for rows until there are `wanted` or the server gives no more; how many there are then. */
  async grow(wanted) {
    while (this.rows().length < wanted && this.adder && this.closest("form-rules")) {
      const before = this.rows().length;
      const asked = new Promise((resolve) => {
        this.closest("form-rules").addEventListener("form:asked", resolve, { once: true });
        setTimeout(resolve, 4000);
      });
      this.adder.click();
      await asked;
      if (this.rows().length <= before) break;
    }
    return this.rows().length;
  }
}

customElements.define("line-items", LineItems);
