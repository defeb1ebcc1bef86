/* Lengths of time between what people choose ("2", "days") and what the diagram says (ISO 8601: P2D). */

export const UNITS = ["minutes", "hours", "days", "weeks", "months"];
const WRITTEN = { minutes: (n) => `PT${n}M`, hours: (n) => `PT${n}H`, days: (n) => `P${n}D`, weeks: (n) => `P${n}W`, months: (n) => `P${n}M` };
const SAID = [
  [/^PT(\d+)M$/i, "minutes"],
  [/^PT(\d+)H$/i, "hours"],
  [/^P(\d+)D$/i, "days"],
  [/^P(\d+)W$/i, "weeks"],
  [/^P(\d+)M$/i, "months"],
];

/** `{amount, unit}`, or null for what is more than one unit, or no length of time. */
export const spanOf = (text) => {
  for (const [pattern, unit] of SAID) {
    const found = pattern.exec((text ?? "").trim());
    if (found) return { amount: Number(found[1]), unit };
  }
  return null;
};

export const written = ({ amount, unit }) => WRITTEN[unit](amount);
