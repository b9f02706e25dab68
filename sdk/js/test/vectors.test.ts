import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { encodeForm, readJson, sign, writeJson, type SignType } from "../src/index.js";

interface Vector {
  name: string;
  secret: string;
  data: string;
  call?: unknown;
  sign: Record<SignType, string>;
  body: Record<SignType, string>;
}

const text = readFileSync(new URL("../../../vectors.json", import.meta.url), "utf8");
// The file has 64-bit integers. Only the client's own reader reads them exactly.
const { vectors } = readJson(text) as { vectors: Vector[] };

for (const vector of vectors) {
  test(`vector: ${vector.name}`, () => {
    for (const type of ["MD5", "HMAC-SHA256"] as const) {
      assert.equal(sign(type, vector.data, vector.secret), vector.sign[type]);
      const body = encodeForm(type, vector.data, vector.secret);
      assert.equal(body, vector.body[type]);
      const fields = Object.fromEntries(new URLSearchParams(body));
      const stated = type === "MD5" ? {} : { sign_type: type };
      assert.deepEqual(fields, { data: vector.data, sign: vector.sign[type], ...stated });
    }
    if (vector.call !== undefined) {
      assert.deepEqual(readJson(vector.data), vector.call);
      assert.deepEqual(readJson(writeJson(vector.call)), vector.call);
    }
  });
}

test("integers beyond 2^53 keep their digits both ways", () => {
  assert.equal(writeJson({ id: 2n ** 63n - 1n }), '{"id":"9223372036854775807"}');
  assert.deepEqual(readJson('{"a":9007199254740993,"b":-9007199254740993,"c":[9007199254740991,0.12345678901234567,1e30]}'), {
    a: "9007199254740993",
    b: "-9007199254740993",
    c: [9007199254740991, 0.12345678901234567, 1e30],
  });
  assert.deepEqual(readJson('{"9007199254740993":"\\"9007199254740993"}'), { "9007199254740993": '"9007199254740993' });
});
