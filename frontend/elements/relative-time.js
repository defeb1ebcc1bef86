/* <relative-time>: keeps «3 minutes ago» true while the page stays open.

   <relative-time><time datetime="2026-11-21T10:00:00+00:00" title="…">3 minutes ago</time></relative-time>

   The words are the browser's own for the page's language; the server wrote the first ones. */

const UNITS = [
  ["year", 31536000],
  ["month", 2592000],
  ["week", 604800],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];
const living = new Set();
let timer;

export const say = (seconds, language) => {
  const format = new Intl.RelativeTimeFormat(language, { numeric: Math.abs(seconds) < 60 ? "auto" : "always" });
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, "second");
};

class RelativeTime extends HTMLElement {
  connectedCallback() {
    living.add(this);
    timer ??= setInterval(() => living.forEach((one) => one.update()), 30000);
  }

  disconnectedCallback() {
    living.delete(this);
  }

  update() {
    const time = this.querySelector("time");
    const at = Date.parse(time?.dateTime ?? "");
    if (Number.isNaN(at)) return;
    time.textContent = say((at - Date.now()) / 1000, document.documentElement.lang || "en");
  }
}

customElements.define("relative-time", RelativeTime);
