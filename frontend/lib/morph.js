/* hx-swap="morph:outerHTML" and "morph:innerHTML": changes what differs and leaves the rest standing, so that
   focus, scroll, what is being typed, opened details and running animations survive a refresh.

   What a reader opened (details) or an element keeps itself (data-keep="hidden aria-expanded") is not touched. */
import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";

const KEPT_ALWAYS = { DETAILS: ["open"], DIALOG: ["open"] };

const kept = (element, name) =>
  KEPT_ALWAYS[element.tagName]?.includes(name) || element.dataset?.keep?.split(" ").includes(name);

export const morph = (target, content, style = "outerHTML") =>
  Idiomorph.morph(target, content, {
    morphStyle: style,
    ignoreActiveValue: true,
    callbacks: { beforeAttributeUpdated: (name, element) => !kept(element, name) },
  });

const styleOf = (swap) => (swap.startsWith("morph") ? (swap.split(":")[1] ?? "outerHTML") : null);

htmx.defineExtension("morph", {
  isInlineSwap: (swap) => styleOf(swap) === "outerHTML",
  handleSwap: (swap, target, fragment) => {
    const style = styleOf(swap);
    return style ? morph(target, fragment.children, style) : false;
  },
});
