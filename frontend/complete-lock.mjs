/**
 * Adds to package-lock.json the optional packages of other platforms that npm left out.
 *
 * npm writes only those it could look up on the machine at hand, and `npm ci` then refuses its own
 * lock ("Missing: … from lock file") or, on another platform, lacks the native part. An entry with a
 * name, a version and the platform is enough for npm to skip it here and to fetch it there.
 *
 *     node frontend/complete-lock.mjs            # after every `npm install`
 *     node frontend/complete-lock.mjs --check    # exit 1 when something is missing
 */
import { readFileSync, writeFileSync } from "node:fs";

const LOCK = new URL("../package-lock.json", import.meta.url);
const OS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const CPU = ["arm64", "arm", "ia32", "loong64", "ppc64", "riscv64", "s390x", "wasm32", "x64"];
const LIBC = { gnu: "glibc", gnueabihf: "glibc", musl: "musl", musleabihf: "musl" };

/** The platform that a package's name ends with: `…-linux-arm64-musl` → linux, arm64, musl. */
export function platform(name) {
  const words = name.split("/").at(-1).split("-");
  const os = OS.filter((one) => words.includes(one));
  const cpu = CPU.filter((one) => words.includes(one));
  const libc = words.filter((one) => one in LIBC).map((one) => LIBC[one]);
  if (!os.length && !cpu.length) throw new Error(`${name}: its name tells no platform; add the entry by hand`);
  return { ...(cpu.length && { cpu }), ...(os.length && { os }), ...(libc.length && os[0] === "linux" && { libc }) };
}

/** Whether npm would find `name` from the package that lies at `path`, as Node looks it up. */
function found(packages, path, name) {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf("node_modules/")).replace(/\/$/, "")) {
    if (`${at ? `${at}/` : ""}node_modules/${name}` in packages) return true;
    if (!at) return false;
  }
}

/** The entries to add to a lock's `packages`: {path: entry}. */
export function missing(packages) {
  const added = {};
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (found(packages, path, name)) continue;
      if (!/^\d+\.\d+\.\d+[\w.+-]*$/.test(version)) throw new Error(`${name}@${version}: not one exact version`);
      added[`node_modules/${name}`] = { version, ...platform(name), ...(dev && { dev }), optional: true };
    }
  }
  return added;
}

/** The packages in npm's own order: the root first, then by path. */
function sorted(packages) {
  return Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, "en")));
}

const lock = JSON.parse(readFileSync(LOCK, "utf8"));
const added = missing(lock.packages);
const hosts = Object.values(lock.packages).filter((one) => one.resolved);
if (process.argv.includes("--check")) {
  const faults = [...Object.keys(added), ...hosts.map((one) => one.resolved)];
  for (const fault of faults) console.error(`package-lock.json: ${fault}`);
  if (faults.length) console.error("run: npm run lock");
  process.exit(faults.length ? 1 : 0);
}
for (const one of hosts) delete one.resolved;
Object.assign(lock.packages, added);
lock.packages = sorted(lock.packages);
writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${Object.keys(added).length} optional packages added`);
