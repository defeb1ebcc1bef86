/* Our additions to the notation (namespace urn:servicedesk:bpmn) as moddle reads and writes them: attributes of any
   element, and elements inside extensionElements. processes/settings.py says what they mean. */
const text = (name) => ({ name, isAttr: true, type: "String" });
const element = (name, ...attributes) => ({ name, superClass: ["Element"], properties: attributes.map(text) });

export const ATTRIBUTES = [
  ...["nameZh", "does", "instructions", "instructionsZh", "rule", "threshold", "order", "rejected", "afterReturn"],
  ...["grace", "samePerson", "ownRequest", "operation", "transition", "decision", "calendar", "collection", "item", "team"],
];

export const desk = {
  name: "Desk",
  uri: "urn:servicedesk:bpmn",
  prefix: "desk",
  xml: { tagAlias: "lowerCase" },
  associations: [],
  types: [
    { name: "Settings", isAbstract: true, extends: ["bpmn:BaseElement"], properties: ATTRIBUTES.map(text) },
    element("Performer", "by", "value", "weight"),
    element("Fallback", "by", "value", "weight"),
    element("Limit", "after", "working", "then", "by", "value"),
    element("Reminder", "after", "working"),
    element("Field", "question", "may"),
    element("Ask", "name", "kind", "label", "labelZh", "required", "choices"),
    element("Input", "name", "value", "expression"),
  ],
};
