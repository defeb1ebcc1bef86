/* Draws shapes with their Chinese names where the reader reads Chinese; what is in the diagram stays as it is. */
import TextRenderer from "bpmn-js/lib/draw/TextRenderer";

const FIRST = 5000;

function ChineseText(config, eventBus) {
  TextRenderer.call(this, config);
  const names = new Map();
  const learn = (object) => {
    const chinese = object?.get?.("desk:nameZh");
    if (object?.name && chinese) names.set(object.name, chinese);
    else if (object?.name) names.delete(object.name);
  };
  const told = (text) => names.get(text) ?? text;
  const walk = (object) => {
    if (object.$instanceOf?.("bpmn:FlowElement")) learn(object);
    for (const one of [...(object.rootElements ?? []), ...(object.flowElements ?? [])]) walk(one);
  };
  eventBus.on("import.parse.complete", FIRST, ({ definitions }) => definitions && walk(definitions));
  for (const command of ["shape.create", "element.updateProperties"]) {
    eventBus.on(`commandStack.${command}.executed`, FIRST, ({ context }) => learn((context.shape ?? context.element).businessObject));
  }
  for (const name of ["createText", "getExternalLabelBounds"]) {
    const draw = this[name];
    this[name] = name === "createText" ? (text, options) => draw(told(text), options) : (bounds, text) => draw(bounds, told(text));
  }
}
ChineseText.$inject = ["config.textRenderer", "eventBus"];

export const chinese = { textRenderer: ["type", ChineseText] };
