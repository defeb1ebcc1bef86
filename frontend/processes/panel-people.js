/* What people do at a step: who, whose word counts, how long, what they see and are asked. */
import { area, button, field, input, make, section, select, tick } from "./dom.js";

export const peopleSections = (panel, element) => {
  const { values, controls, words } = panel;
  const get = (name) => values.get(element, name);
  const set = (name) => (value) => panel.change(() => values.set(element, { [name]: value }));
  const again = (name) => (value) => panel.change(() => values.set(element, { [name]: value }), true);
  const does = get("does") || "work";
  const rule = get("rule") || "all";
  const several = values.rows(element, "Performer").length > 1;

  const parts = [
    section(
      words.who,
      ...performers(panel, element, "Performer", { weighted: rule === "weighted" }),
      field(words.or_team, controls.team(get("team"), set("team"), { key: "team" })),
      make("p", { className: "panel-sub", textContent: words.else_who }),
      ...performers(panel, element, "Fallback", {}),
    ),
  ];
  if (does === "approval" || several) {
    parts.push(
      section(
        words.rule,
        select(controls.named("rule", ["any", "all", "majority", "weighted"]), rule, again("rule"), { key: "rule", label: words.rule }),
        ["weighted", "majority"].includes(rule) && rule === "weighted"
          ? field(words.threshold, input(get("threshold") || "50", set("threshold"), { type: "number", min: 1, max: 100, key: "threshold" }))
          : null,
        field(words.order, select(controls.named("order", ["parallel", "sequence"]), get("order") || "parallel", set("order"), { key: "order" })),
      ),
    );
  }
  parts.push(...timing(panel, element, does));
  if (does === "approval") {
    const choice = (label, name, prefix, options, usual) =>
      field(label, select(controls.named(prefix, options), get(name) || usual, set(name), { key: name }));
    parts.push(
      section(
        words.does_approval,
        choice(words.rejected, "rejected", "rejected", ["decline", "continue"], "decline"),
        choice(words.after_return, "afterReturn", "after_return", ["here", "onward"], "here"),
        choice(words.own_request, "ownRequest", "own_request", ["fallback", "ask", "approve"], "fallback"),
        choice(words.same_person, "samePerson", "same_person", ["approve", "ask"], "approve"),
        field(words.grace, controls.span(get("grace") || "PT10M", false, (text) => set("grace")(text), { key: "grace", withWorking: false })),
      ),
    );
  }
  parts.push(
    section(
      words.instructions,
      field(words.instructions, area(get("instructions"), set("instructions"), { key: "instructions" }), { hidden: true }),
      field(words.instructions_zh, area(get("instructionsZh"), set("instructionsZh"), { key: "instructionsZh" })),
    ),
    fields(panel, element),
    asks(panel, element),
  );
  return parts;
};

/** Rows of one kind under each other, each with a button that takes it away, and one that adds another. */
const rowsOf = (panel, element, kind, draw, blank, label) => {
  const { values, words } = panel;
  const rows = values.rows(element, kind);
  const put = (next, redraw) => panel.change(() => values.put(element, kind, next), redraw);
  const lines = rows.map((row, at) => {
    const set = (more, redraw = false) => put(values.rows(element, kind).map((one, place) => (place === at ? { ...one, ...more } : one)), redraw);
    const away = panel.iconButton("x", words.remove, () => put(values.rows(element, kind).filter((_, place) => place !== at), true), `${kind}-${at}-away`);
    return make("div", { className: "panel-row" }, make("div", { className: "panel-row-body" }, ...draw(row, set, `${kind}-${at}`)), away);
  });
  const add = button(label, () => put([...values.rows(element, kind), blank()], true), { css: "btn btn-sm btn-ghost", key: `${kind}-add`, sprite: panel.sprite, symbol: "plus" });
  return [...lines, add];
};

const performers = (panel, element, kind, { weighted }) =>
  rowsOf(
    panel,
    element,
    kind,
    (row, set, key) => [
      panel.controls.performer(row, set, { key }),
      weighted && field(panel.words.weight, input(row.weight || "1", (weight) => set({ weight }), { type: "number", min: 1, max: 100, key: `${key}-weight` })),
    ],
    () => ({ by: kind === "Fallback" ? "team" : "manager", value: "" }),
    panel.words.add_person,
  );

const timing = (panel, element, does) => {
  const { values, controls, words } = panel;
  const [limit] = values.rows(element, "Limit");
  const put = (row, redraw = false) => panel.change(() => values.put(element, "Limit", row ? [row] : []), redraw);
  const now = () => values.rows(element, "Limit")[0] ?? {};
  const outcomes = does === "approval" ? ["remind", "escalate", "approve", "reject", "expire"] : ["remind", "escalate", "expire"];
  const on = tick(words.limit, Boolean(limit), (yes) => put(yes ? { after: "P2D", working: "true", then: "remind" } : null, true), { key: "limit" });
  const parts = [on];
  if (limit) {
    parts.push(
      controls.span(limit.after, limit.working !== "false", (after, working) => put({ ...now(), after, working: String(working) }), { key: "limit" }),
      field(words.then, select(controls.named("then", outcomes), limit.then || "remind", (then) => put({ ...now(), then, by: then === "escalate" ? now().by || "managers-manager" : "", value: "" }, true), { key: "limit-then" })),
    );
    if (limit.then === "escalate") parts.push(controls.performer(limit, (more, redraw) => put({ ...now(), ...more }, redraw), { key: "limit" }));
  }
  const reminders = rowsOf(
    panel,
    element,
    "Reminder",
    (row, set, key) => [controls.span(row.after, row.working !== "false", (after, working) => set({ after, working: String(working) }), { key })],
    () => ({ after: "P1D", working: "true" }),
    words.add,
  );
  return [section(words.limit, ...parts), section(words.reminders, ...reminders)];
};

const fields = (panel, element) => {
  const { controls, words } = panel;
  const rows = rowsOf(
    panel,
    element,
    "Field",
    (row, set, key) => [
      controls.answer(row.question, (question) => set({ question }), { key: `${key}-question` }),
      select(controls.named("may", ["hidden", "read", "edit"]), row.may || "read", (may) => set({ may }), { key: `${key}-may`, label: words.fields }),
    ],
    () => ({ question: panel.offer.answers[0]?.name ?? "", may: "read" }),
    words.add,
  );
  const hint = panel.offer.answers.length ? words.fields_all : words.no_answers;
  return section(words.fields, make("p", { className: "field-help", textContent: hint }), ...rows);
};

const KINDS = ["text", "longtext", "choice", "person", "team", "yesno", "date", "number"];

const asks = (panel, element) => {
  const { controls, words } = panel;
  const rows = rowsOf(
    panel,
    element,
    "Ask",
    (row, set, key) => [
      field(words.ask_label, input(row.label, (label) => set({ label, name: row.name || nameFor(label, panel, element) }, !row.name), { key: `${key}-label` })),
      field(words.ask_label_zh, input(row.labelZh, (labelZh) => set({ labelZh }), { key: `${key}-labelZh` })),
      field(words.ask_name, input(row.name, (name) => set({ name }), { key: `${key}-name`, spellcheck: false })),
      field(words.ask_kind, select(controls.named("kind", KINDS), row.kind || "text", (kind) => set({ kind }, true), { key: `${key}-kind` })),
      row.kind === "choice" && field(words.ask_choices, area(row.choices, (choices) => set({ choices }), { key: `${key}-choices` })),
      tick(words.ask_required, row.required !== "false", (on) => set({ required: String(on) }), { key: `${key}-required` }),
    ],
    () => ({ name: "", kind: "text", label: "", required: "true" }),
    words.add,
  );
  return section(words.asks, ...rows);
};

/** A name conditions can write, made of the question's words, that no other question here has. */
const nameFor = (label, panel, element) => {
  const word = label.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^[_\d]+|_+$/g, "").slice(0, 40) || "answer";
  const taken = panel.values.rows(element, "Ask").map((one) => one.name);
  let name = word;
  for (let at = 2; taken.includes(name); at += 1) name = `${word}_${at}`;
  return name;
};
