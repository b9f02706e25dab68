// Writes src/methods.ts from the table of methods in docs/methods.json, and src/wires.ts from the documents of wires in docs/api/. Neither
// is committed.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { generate, generateWires } from "./generate.js";

const SUFFIX = ".openapi.json";

const at = (path) => new URL(path, import.meta.url);
const json = async (path) => JSON.parse(await readFile(at(path), "utf8"));

await writeFile(at("../src/methods.ts"), await generate(await json("../../../docs/methods.json")));

const documents = {};
for (const name of (await readdir(at("../../../docs/api/"))).sort()) {
  if (name.endsWith(SUFFIX)) {
    documents[name.slice(0, -SUFFIX.length)] = await json(`../../../docs/api/${name}`);
  }
}
await writeFile(at("../src/wires.ts"), await generateWires(documents));
