// Gives each export to the tool that it was written for: D2 compiles, mermaid parses.
// usage: node check.mjs FOLDER...   ends with 1 when a tool refused a file
import { readFileSync } from "node:fs";
import { D2 } from "@terrastruct/d2";
import { JSDOM } from "jsdom";

let status = 0;
async function checkAll(name, check) {
  for (const folder of process.argv.slice(2)) {
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

// D2 first: where there is a window it takes Node for a browser and waits for ever.
const d2 = new D2();
await checkAll("architecture.d2", (text) => d2.compile(text));

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
await checkAll("architecture.mmd", (text) => mermaid.parse(text));
process.reallyExit(status); // D2's worker would keep the process alive
