/* bpmn-js as we use it: in our colours, without its own palette, with a pad of the few things that follow a shape. */
import Modeler from "bpmn-js/lib/Modeler";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { desk } from "./moddle.js";
import { chinese } from "./readers-words.js";

const LOOK = {
  bpmnRenderer: { defaultFillColor: "var(--diagram-fill)", defaultStrokeColor: "var(--diagram-line)", defaultLabelColor: "var(--diagram-ink)" },
  textRenderer: { defaultStyle: { fontFamily: "inherit", fontSize: 12 }, externalStyle: { fontSize: 12 } },
  moddleExtensions: { desk },
};

const NOTHING = { paletteProvider: ["value", null] };

export const viewer = (container, language) =>
  new NavigatedViewer({ container, zoomScroll: { enabled: false }, ...LOOK, additionalModules: language === "zh" ? [chinese] : [] });

/** `pad(element)` gives what is offered beside a shape: `{name: {title, html, press, pull}}`. */
export const modeler = (container, pad, language) => {
  class Pad {
    constructor(contextPad) {
      contextPad.registerProvider(this);
    }

    getContextPadEntries(element) {
      return Object.fromEntries(
        Object.entries(pad(element)).map(([name, one]) => [
          name,
          { group: one.group, title: one.title, html: one.html, action: { click: one.press, dragstart: one.pull ?? one.press } },
        ]),
      );
    }

    getMultiElementContextPadEntries() {
      return {};
    }
  }
  Pad.$inject = ["contextPad"];
  return new Modeler({
    container,
    ...LOOK,
    additionalModules: [NOTHING, { contextPadProvider: ["type", Pad] }, ...(language === "zh" ? [chinese] : [])],
  });
};

/** Reads a diagram; resolves to what keeps it from being drawn, "" for nothing. */
export const show = async (diagram, xml) => {
  try {
    await diagram.importXML(xml);
    fit(diagram);
    return "";
  } catch (error) {
    return String(error.message ?? error).split("\n")[0];
  }
};

/** The whole diagram in sight, never larger than it was drawn. */
export const fit = (diagram) => {
  const canvas = diagram.get("canvas");
  if (!canvas.getContainer().clientWidth) return;
  canvas.zoom("fit-viewport", "auto");
  canvas.zoom(Math.min(1, canvas.zoom() * 0.92), "auto");
};

/** Gives elements a look: `{id: "added", …}`. What the diagram doesn't hold is passed over. */
export const mark = (diagram, marks) => {
  const canvas = diagram.get("canvas");
  const registry = diagram.get("elementRegistry");
  for (const [id, look] of Object.entries(marks)) if (registry.get(id)) canvas.addMarker(id, `mark-${look}`);
};

export const unmark = (diagram, looks) => {
  const canvas = diagram.get("canvas");
  diagram.get("elementRegistry").forEach((element) => {
    for (const look of looks) if (element.parent) canvas.removeMarker(element, `mark-${look}`);
  });
};
