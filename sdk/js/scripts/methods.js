// Writes src/methods.ts, which is not committed, from the table of methods in docs/methods.json.
import { readFile, writeFile } from "node:fs/promises";
import { generate } from "./generate.js";

const table = await readFile(new URL("../../../docs/methods.json", import.meta.url), "utf8");
await writeFile(new URL("../src/methods.ts", import.meta.url), await generate(JSON.parse(table)));
