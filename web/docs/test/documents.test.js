// Validates the documents that the program writes: against the schemas of their formats, and their examples against their own schemas.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { GATEWAY } from "./stage.js";

// OpenAPI has keywords of its own in schemas. Its version of JSON Schema does not check formats; the version of OpenRPC does.
const LENIENT = { allErrors: true, strict: false };
const OPTIONS = { ...LENIENT, validateFormats: false };

function docs(format, ...options) {
  const arguments_ = ["docs", "--all", "--format", format, ...options];
  return JSON.parse(execFileSync(GATEWAY, arguments_, { encoding: "utf8", maxBuffer: 1 << 28 }));
}

const schemaOf = (file) => readFileSync(new URL(`schemas/${file}`, import.meta.url), "utf8");

function assertFits(fits, value, what) {
  assert.ok(fits(value), `${what}: ${JSON.stringify(fits.errors, null, 2)}`);
}

/** Returns a JSON pointer as the fragment of a URL. */
function pointer(steps) {
  const escaped = (step) => step.replaceAll("~", "~0").replaceAll("/", "~1");
  return steps.map((step) => `/${encodeURIComponent(escaped(step))}`).join("");
}

/** Returns a function that returns the validator of the schema at a path in a document. */
function schemasIn(document) {
  const ajv = new Ajv2020(OPTIONS).addSchema(document, "document");
  return (...steps) => ajv.compile({ $ref: `document#${pointer(steps)}` });
}

/** Yields the path to each operation of a document, and the operation. */
function* operations(document) {
  for (const [path, verbs] of Object.entries(document.paths)) {
    for (const [verb, operation] of Object.entries(verbs)) {
      yield [["paths", path, verb], operation];
    }
  }
}

const firstContent = (part) => Object.entries(part?.content ?? {})[0];

/** The OpenAPI document of the made-up product of the gateway's tests. One of those tests compares the document with this file. */
const MADE_UP = JSON.parse(readFileSync(new URL("bazaar.openapi.json", import.meta.url), "utf8"));

const model = docs("json");
const wires = model.wires.map(({ pack }) => pack);
assert.ok(wires.length > 1);

/** Returns the OpenAPI documents of the signed wire and of the wires of packs, in one language. */
const openapiIn = (lang) => ({
  signed: docs("openapi", "--lang", lang),
  ofWires: wires.map((pack) => docs("openapi", "--lang", lang, "--wire", pack)),
});
const CHINESE = openapiIn("zh");

test("OpenAPI is valid, that of wires too", () => {
  // In this schema the dynamic reference always means this definition. The library resolves it to another place.
  const text = schemaOf("openapi-3.1.json").replaceAll('"$dynamicRef": "#meta"', '"$ref": "#/$defs/schema"');
  const isOpenapi = new Ajv2020(OPTIONS).compile(JSON.parse(text));
  const ajv = new Ajv2020(OPTIONS);
  const assertOpenapi = (document, what) => {
    assertFits(isOpenapi, document, what);
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      assert.ok(ajv.validateSchema(schema), `${name}: ${ajv.errorsText()}`);
    }
  };
  for (const { signed, ofWires } of [CHINESE, openapiIn("en")]) {
    for (const document of [signed, ...ofWires]) assertOpenapi(document, document.info.title);
  }
  assertOpenapi(MADE_UP, "made up");
});

test("OpenRPC is valid", () => {
  // OpenRPC has its own address for the meta-schema of JSON Schema draft 7.
  const meta = "https://meta.json-schema.tools";
  const draft = "http://json-schema.org/draft-07/schema#";
  const schema = JSON.parse(
    schemaOf("openrpc-1.3.json")
      .replaceAll(`${meta}/#/definitions/JSONSchemaObject/properties/$ref`, "#/definitions/referenceText")
      .replaceAll(`"${meta}/"`, `"${draft}"`)
      .replaceAll(`"${meta}"`, `"${draft}"`),
  );
  schema.definitions.referenceText = { type: "string" };
  const isOpenrpc = addFormats(new Ajv(LENIENT)).compile(schema);
  for (const lang of ["zh", "en"]) {
    assertFits(isOpenrpc, docs("openrpc", "--lang", lang), lang);
  }
});

test("the examples are as OpenAPI says", () => {
  const schema = schemasIn(CHINESE.signed);
  const methods = model.groups.flatMap((group) => group.methods);
  assert.ok(methods.length > 100);
  for (const { name, example } of methods) {
    assertFits(schema("components", "schemas", name), example.parameters, name);
    assertFits(schema("components", "schemas", `${name}.reply`), example.reply, `${name}.reply`);
  }
});

test("the recorded calls of a wire are as its OpenAPI says", () => {
  for (const document of CHINESE.ofWires) {
    const schema = schemasIn(document);
    for (const [path, operation] of operations(document)) {
      const what = `${document.info.title} ${operation.operationId}`;
      const taken = firstContent(operation.requestBody);
      if (taken) {
        const [type, content] = taken;
        assertFits(schema(...path, "requestBody", "content", type, "schema"), content.example, what);
      }
      const [, given] = firstContent(operation.responses[200]);
      const reply = schema("components", "schemas", `${operation.operationId}.reply`);
      assertFits(reply, given.examples.recorded.value, what);
    }
  }
});

test("the faults of a wire are as its OpenAPI says", () => {
  for (const document of [MADE_UP, ...CHINESE.ofWires]) {
    const isRefused = schemasIn(document)("components", "schemas", "refused");
    const own = [...operations(document)].flatMap(([, { responses }]) => Object.values(responses));
    for (const response of [document.components.responses.refused, ...own]) {
      const examples = response.content?.["application/json"]?.examples ?? {};
      for (const [name, example] of Object.entries(examples)) {
        if (name !== "recorded") assertFits(isRefused, example.value, `${document.info.title}: ${name}`);
      }
    }
  }
});
