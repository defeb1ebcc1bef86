/* The few pieces of HTML the panel is made of, in the house's look. */

let number = 0;

export const make = (tag, props = {}, ...children) => {
  const { data = {}, attrs = {}, ...own } = props;
  const one = Object.assign(document.createElement(tag), own);
  for (const [name, value] of Object.entries(data)) one.dataset[name] = value;
  for (const [name, value] of Object.entries(attrs)) one.setAttribute(name, value);
  one.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return one;
};

export const icon = (sprite, name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
};

/** A control under its label; `hint` stands below. */
export const field = (label, control, { hint = "", hidden = false } = {}) => {
  number += 1;
  const target = control.matches("input, select, textarea") ? control : control.querySelector("input, select, textarea");
  if (target) target.id ||= `panel-${number}`;
  const help = hint && make("p", { className: "field-help", id: `panel-${number}-help`, textContent: hint });
  if (help && target) target.setAttribute("aria-describedby", help.id);
  return make(
    "div",
    { className: "field" },
    make("label", { className: hidden ? "sr-only" : "field-label", htmlFor: target?.id ?? "", textContent: label }),
    control,
    help,
  );
};

/** An input; `set` gets the text when it is done. */
export const input = (value, set, { type = "text", key = "", list = null, ...more } = {}) => {
  const one = make("input", { className: "input", type, value: value ?? "", data: key ? { key } : {}, ...more });
  if (list) one.setAttribute("list", list);
  one.addEventListener("change", () => set(one.value.trim()));
  return one;
};

export const area = (value, set, { key = "", rows = 2, ...more } = {}) => {
  const one = make("textarea", { className: "textarea", value: value ?? "", rows, data: key ? { key } : {}, ...more });
  one.addEventListener("change", () => set(one.value.trim()));
  return one;
};

/** A list of `[value, label]`; a value that is not offered is offered all the same, so that nothing is lost. */
export const select = (options, value, set, { key = "", label = "" } = {}) => {
  const known = options.some(([one]) => one === value) || !value ? options : [...options, [value, value]];
  const one = make("select", { className: "select", data: key ? { key } : {} });
  one.append(...known.map(([each, text]) => make("option", { value: each, textContent: text, selected: each === value })));
  if (label) one.setAttribute("aria-label", label);
  one.addEventListener("change", () => set(one.value));
  return one;
};

export const tick = (label, on, set, { key = "" } = {}) => {
  const box = make("input", { type: "checkbox", className: "checkbox", checked: on, data: key ? { key } : {} });
  box.addEventListener("change", () => set(box.checked));
  return make("label", { className: "field-tick" }, box, make("span", { textContent: label }));
};

export const button = (label, press, { css = "btn btn-sm", key = "", sprite = "", symbol = "", quiet = false } = {}) => {
  const one = make("button", { type: "button", className: css, data: key ? { key } : {} });
  if (symbol) one.append(icon(sprite, symbol));
  if (quiet) one.setAttribute("aria-label", label);
  else one.append(make("span", { textContent: label }));
  if (quiet) one.title = label;
  one.addEventListener("click", press);
  return one;
};

/** Fields under a heading. */
export const section = (title, ...children) =>
  make("fieldset", { className: "panel-part" }, make("legend", { textContent: title }), ...children);
