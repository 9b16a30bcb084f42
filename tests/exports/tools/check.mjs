// Gives each export to the tool that it was written for: mermaid parses, D2 compiles and lays out.
// usage: node check.mjs FOLDER...   ends with 1 when a tool refused a file
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
const { D2 } = await import("@terrastruct/d2");
const d2 = new D2();
const checks = {
  "architecture.mmd": (text) => mermaid.parse(text),
  "architecture.d2": (text) => d2.compile(text),
};
let status = 0;
for (const folder of process.argv.slice(2)) {
  for (const [name, check] of Object.entries(checks)) {
    const path = `${folder}/${name}`;
    try {
      await check(readFileSync(path, "utf8"));
      console.log(`${path}: accepted`);
    } catch (error) {
      status = 1;
      console.log(`${path}: refused: ${error.message}`);
    }
  }
}
process.reallyExit(status); // D2's worker would keep the process alive
