/* What a key press means here: typing is never taken for a shortcut. */

const TYPED_INTO = "input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable]";

/** Whether the press belongs to a field, or to the browser. */
export const isTyping = (event) =>
  event.defaultPrevented ||
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  event.isComposing ||
  Boolean(event.target.closest?.(TYPED_INTO));

/** Whether something lies over the page and should get the keys. */
export const isCovered = () => Boolean(document.querySelector("dialog[open]"));

/** Whether the element can be seen, and so be pressed. */
export const isShown = (element) => Boolean(element?.offsetParent ?? element?.getClientRects().length);
