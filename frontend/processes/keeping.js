/* Keeps the draft a moment after each change: one request at a time, with the revision it was drawn on. */
import { post } from "../lib/net.js";

const WAIT = 700;
const AGAIN = 4000;

export class Keeper {
  /** `content()` gives `{xml, decisions}`; `told` hears `{state, message, findings}`: saved, saving, unsaved, stale, wrong. */
  constructor(url, revision, content, told) {
    Object.assign(this, { url, revision, content, told });
    this.pending = false;
    this.busy = null;
    window.addEventListener("beforeunload", (event) => {
      if (this.pending || this.busy) event.preventDefault();
    });
  }

  soon(wait = WAIT) {
    this.pending = true;
    clearTimeout(this.timer);
    if (!this.held) this.timer = setTimeout(() => this.now(), wait);
  }

  /** Resolves when everything drawn until now is kept, or can't be. */
  async now() {
    clearTimeout(this.timer);
    if (this.busy) await this.busy;
    if (!this.pending || this.held) return;
    this.pending = false;
    this.busy = this.send();
    await this.busy;
    this.busy = null;
  }

  async send() {
    this.told({ state: "saving" });
    let answer;
    try {
      const { xml, decisions } = await this.content();
      answer = await post(this.url, { xml, decisions: JSON.stringify(decisions), seen: this.revision });
    } catch {
      return this.later();
    }
    const said = await answer.json().catch(() => null);
    if (answer.ok && said) {
      this.revision = said.revision;
      return this.told({ state: "saved", findings: said.findings });
    }
    if (answer.status === 409 && said) {
      this.held = said.revision ?? true;
      return this.told({ state: "stale", message: said.message });
    }
    if (said?.message) return this.told({ state: "wrong", message: said.message });
    return this.later();
  }

  later() {
    this.soon(AGAIN);
    this.told({ state: "unsaved" });
  }

  /** Sends what is drawn here over what somebody else drew meanwhile. */
  insist() {
    if (typeof this.held === "number") this.revision = this.held;
    this.held = null;
    this.soon(0);
  }
}
