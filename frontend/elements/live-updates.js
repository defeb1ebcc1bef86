/* <live-updates>: tells the page what changed elsewhere, within a second.

   <live-updates topics="ticket:42 tickets" after="1207" data-url="/live/" data-since="/live/since/"></live-updates>

   `after` is the last event the page knows of; without it, what happens before the connection stands is not heard.

   Each change is dispatched as `live:change` with its detail {topic, id, verb} on the element, and bubbles to the
   body: hx-trigger="live:change from:body" asks a part again. Server-sent events first (`change`, `reload`); where they
   can't be had (proxy, too many tabs), polling, JSON {"last": event id, "more": too many to list, "changes": [{…}]}.
   Nothing runs while the tab is hidden; when it comes back, the page asks once. */

const POLL = 5000;
const PATIENCE = 2; // refusals of the stream before polling takes over

class LiveUpdates extends HTMLElement {
  connectedCallback() {
    this.topics = (this.getAttribute("topics") ?? "").split(/\s+/).filter(Boolean);
    if (!this.topics.length) return;
    this.failures = 0;
    if (this.hasAttribute("after")) this.last = Number(this.getAttribute("after"));
    this.seen = () => (document.hidden ? this.stop() : this.resume());
    document.addEventListener("visibilitychange", this.seen);
    addEventListener("pageshow", this.seen);
    addEventListener("pagehide", (this.leave = () => this.stop()));
    this.start();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.seen);
    removeEventListener("pageshow", this.seen);
    removeEventListener("pagehide", this.leave);
    this.stop();
  }

  address(base) {
    const url = new URL(base, location.href);
    for (const topic of this.topics) url.searchParams.append("topic", topic);
    if (this.last !== undefined) url.searchParams.set("after", this.last);
    return url;
  }

  start() {
    if (!("EventSource" in window) || this.failures >= PATIENCE) return this.poll();
    this.stream = new EventSource(this.address(this.dataset.url ?? "/live/"));
    this.stream.addEventListener("open", () => {
      this.failures = 0;
      this.dataset.state = "stream";
    });
    this.stream.addEventListener("change", (event) => {
      this.last = Number(event.lastEventId) || this.last;
      this.tell(JSON.parse(event.data));
    });
    this.stream.addEventListener("reload", () => this.tell({ topic: "", id: 0, verb: "much" }));
    this.stream.addEventListener("error", () => this.broken());
  }

  broken() {
    this.failures += 1;
    if (this.stream.readyState === EventSource.CLOSED || this.failures >= PATIENCE) {
      this.stop();
      this.poll();
    }
  }

  async poll() {
    this.dataset.state = "poll";
    const url = this.address(this.dataset.since ?? "/live/since/");
    try {
      const answer = await fetch(url, { credentials: "same-origin" });
      if (answer.ok) this.take(await answer.json());
    } catch {
      this.dataset.state = "lost"; // the next round tries again
    }
    if (this.isConnected && !document.hidden) this.timer = setTimeout(() => this.poll(), POLL);
  }

  /* The first answer only says where we stand: the page itself is as new. */
  take({ last, more = false, changes = [] }) {
    if (this.last !== undefined) {
      if (more) this.tell({ topic: "", id: 0, verb: "much" });
      changes.forEach((change) => this.tell(change));
    }
    this.last = last;
  }

  stop() {
    this.stream?.close();
    this.stream = null;
    this.timer = clearTimeout(this.timer);
  }

  resume() {
    if (this.stream || this.timer || !this.isConnected) return;
    this.failures = 0; // the way may be free again
    this.tell({ topic: "", id: 0, verb: "returned" });
    this.start();
  }

  tell(detail) {
    this.dispatchEvent(new CustomEvent("live:change", { bubbles: true, detail }));
  }
}

customElements.define("live-updates", LiveUpdates);
