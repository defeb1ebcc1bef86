/* <sla-clock>: a promise that counts down, and past its end up.

   <sla-clock until="2026-11-21T15:00:00+00:00" state="running" data-late="overdue" data-left="left">3 h 20 min</sla-clock>

   `state` is running, paused, met or missed; only a running clock counts. The element sets `data-tone`
   (calm, attention in the last quarter hour or under `soon` seconds, danger when late), which the style shows
   together with the words of `data-late`. Units are the browser's own for the page's language. */

const living = new Set();
let timer;

const units = (language) => {
  const of = (unit) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "narrow" });
  return { day: of("day"), hour: of("hour"), minute: of("minute") };
};

/** 7,260 seconds → «2h 1m» in the page's language, two units at most. */
export const span = (seconds, language) => {
  const write = units(language);
  const minutes = Math.max(0, Math.floor(seconds / 60));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days) return `${write.day.format(days)} ${write.hour.format(hours)}`;
  return hours ? `${write.hour.format(hours)} ${write.minute.format(rest)}` : write.minute.format(rest);
};

/* What came anew from the server has forgotten its tone. */
document.addEventListener("htmx:afterSwap", () => living.forEach((one) => one.update()));

class SlaClock extends HTMLElement {
  connectedCallback() {
    if (this.getAttribute("state") !== "running") return;
    living.add(this);
    timer ??= setInterval(() => living.forEach((one) => one.update()), 15000);
    this.update();
  }

  disconnectedCallback() {
    living.delete(this);
  }

  update() {
    const until = Date.parse(this.getAttribute("until"));
    if (Number.isNaN(until)) return;
    const left = (until - Date.now()) / 1000;
    const soon = Number(this.getAttribute("soon") ?? 3600);
    this.dataset.tone = left < 0 ? "danger" : left < soon ? "attention" : "calm";
    const words = span(Math.abs(left), document.documentElement.lang || "en");
    const text = left < 0 ? `${words} ${this.dataset.late ?? ""}`.trim() : `${words} ${this.dataset.left ?? ""}`.trim();
    if (this.textContent !== text) this.textContent = text;
  }
}

customElements.define("sla-clock", SlaClock);
