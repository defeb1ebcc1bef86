/* Writes the icons named in icons.txt as one SVG sprite: `npm run icons`. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const source = new URL("../node_modules/lucide-static/icons/", import.meta.url);
const target = new URL("../ui/static/ui/icons.svg", import.meta.url);
const names = readFileSync(new URL("icons.txt", import.meta.url), "utf8")
  .split("\n")
  .map((line) => line.trim())
  .filter((line) => line && !line.startsWith("#"));

const missing = names.filter((name) => !existsSync(new URL(`${name}.svg`, source)));
if (missing.length) {
  console.error(`Not in lucide: ${missing.join(", ")}`);
  process.exit(1);
}

const symbols = [...new Set(names)].sort().map((name) => {
  const svg = readFileSync(new URL(`${name}.svg`, source), "utf8");
  const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, "").replaceAll(" />", "/>")}</symbol>`;
});
/* Priority as bars that fill up: lucide's signal icons leave the empty bars out. */
const bar = (x, height, on) =>
  `<rect x="${x}" y="${20 - height}" width="4" height="${height}" rx="1.25" stroke="none" fill="currentColor"${on ? "" : ' opacity="0.25"'}/>`;
for (const [name, full] of [["priority-high", 3], ["priority-medium", 2], ["priority-low", 1]]) {
  const bars = [bar(3, 6, full > 0), bar(10, 11, full > 1), bar(17, 16, full > 2)];
  symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${bars.join("")}</symbol>`);
}

writeFileSync(
  target,
  `<svg xmlns="http://www.w3.org/2000/svg"><!-- lucide, ISC licence, https://lucide.dev/license -->\n${symbols.join("\n")}\n</svg>\n`,
);
console.log(`${symbols.length} icons`);
