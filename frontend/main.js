/* What every page loads: the style sheet, htmx and the small elements. The larger ones come when a page holds them. */
import "./css/main.css";
import htmx from "htmx.org";
import "./lib/morph.js";
import "./elements/command-palette.js";
import "./elements/confirm-dialog.js";
import "./elements/copy-button.js";
import "./elements/dialog-host.js";
import "./elements/insert-text.js";
import "./elements/key-map.js";
import "./elements/live-updates.js";
import "./elements/pop-menu.js";
import "./elements/relative-time.js";
import "./elements/sla-clock.js";
import "./elements/theme-switch.js";
import "./elements/toast-area.js";

const LATER = {
  "data-list": () => import("./elements/data-list.js"),
  "drop-zone": () => import("./elements/drop-zone.js"),
  "form-rules": () => import("./elements/form-rules.js"),
  "hit-list": () => import("./elements/hit-list.js"),
  "keep-draft": () => import("./elements/keep-draft.js"),
  "lifecycle-canvas": () => import("./elements/lifecycle-canvas.js"),
  "line-items": () => import("./elements/line-items.js"),
  "mention-box": () => import("./elements/mention-box.js"),
  "outline-list": () => import("./elements/outline-list.js"),
  "outline-twin": () => import("./elements/outline-twin.js"),
  "pick-one": () => import("./elements/pick-one.js"),
  "print-page": () => import("./elements/print-page.js"),
  "process-diagram": () => import("./elements/process-diagram.js"),
  "seen-as": () => import("./elements/seen-as.js"),
  "sort-board": () => import("./elements/sort-board.js"),
};

window.htmx = htmx;

/* Loads the elements that stand in the page and, after each swap, in what came. */
htmx.onLoad((part) => {
  for (const [name, load] of Object.entries(LATER)) {
    if (part.matches(name) || part.querySelector(name)) load();
  }
});
