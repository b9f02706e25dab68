// Writes src/methods.ts: gateway methods --json | npm run methods
import { writeFile } from "node:fs/promises";
import { json } from "node:stream/consumers";
import { generate } from "./generate.js";

await writeFile(new URL("../src/methods.ts", import.meta.url), await generate(await json(process.stdin)));
