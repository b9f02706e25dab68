import assert from "node:assert/strict";
import test from "node:test";
import { Fault, NoReply, SignetClient, sign, type ClientOptions, type Fetch } from "../src/index.js";

const SECRET = "7512100214f62d7de8ba01b281d6da02";
const GOOD = { code: 200, msg: "success", data: { token: "t" }, request_id: "r" };
const LATE = { code: 503, msg: "late", sub_code: "bad_timestamp", server_time: 2_000_000_000, request_id: "r" };
const BUSY = { code: 500, msg: "busy", sub_code: "overloaded", request_id: "r" };

/** Returns a client whose gateway gives these answers one after the other, and the bodies that the gateway received. */
function scripted(answers: (object | Error)[], options: Partial<ClientOptions> = {}) {
  const bodies: string[] = [];
  const client = new SignetClient({
    url: "http://gateway.test/",
    appid: "ios_app_id",
    secret: SECRET,
    now: () => 1_900_000_000_000,
    fetch: async (_, init) => {
      bodies.push(init?.body instanceof Blob ? await init.body.text() : String(init?.body));
      const answer = answers[bodies.length - 1] ?? new Error("nobody is there");
      if (answer instanceof Error) {
        throw answer;
      }
      return answer instanceof Response ? answer : new Response(JSON.stringify(answer));
    },
    ...options,
  });
  return { client, bodies };
}

test("exactly the text that is posted is signed, and the fixed parameters win", async () => {
  const { client, bodies } = scripted([GOOD], { common: { platform: 3, method: "evil" }, token: "t", v: "1.2.0" });
  await client.call("user.nickname.edit", { nickname: "a+b&c=d%/张😀" });
  const form = new URLSearchParams(bodies[0]);
  const data = form.get("data") ?? "";
  assert.equal(form.get("sign"), sign("MD5", data, SECRET));
  assert.deepEqual(JSON.parse(data), {
    platform: 3,
    method: "user.nickname.edit",
    token: "t",
    nickname: "a+b&c=d%/张😀",
    v: "1.2.0",
    appid: "ios_app_id",
    timestamp: 1_900_000_000,
  });
});

test("a lost reply is asked for again with the same bytes, a file too", async () => {
  const { client, bodies } = scripted([new Error("cut"), new Response("<html>"), GOOD, new Error("cut"), GOOD]);
  assert.deepEqual(await client.call("system.request.token", { number: 1 }), { token: "t" });
  assert.equal(new Set(bodies).size, 1);
  await client.call("system.upload", {}, { image: new Blob([new Uint8Array([0, 255, 13, 10])]) });
  assert.equal(bodies[3], bodies[4]);
});

test("attempts are bounded, and the last cause is told", async () => {
  const { client, bodies } = scripted([], { attempts: 2 });
  await assert.rejects(client.call("user.detail"), (error) => error instanceof NoReply && /nobody is there/.test(error.message));
  assert.equal(bodies.length, 2);
});

test("an answer that takes too long is lost", async () => {
  const hang: Fetch = (_, init) =>
    new Promise((_, reject) => init.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
  const { client } = scripted([], { attempts: 1, timeout: 20, fetch: hang });
  await assert.rejects(client.call("user.detail"), /no reply within 20 ms/);
});

test("a wrong clock is put right once, and stays right", async () => {
  const { client, bodies } = scripted([LATE, GOOD, GOOD, LATE, LATE]);
  await client.call("user.detail");
  await client.call("user.detail");
  const stamps = bodies.map((body) => JSON.parse(new URLSearchParams(body).get("data") ?? "").timestamp);
  assert.deepEqual(stamps, [1_900_000_000, 2_000_000_000, 2_000_000_000]);
  await assert.rejects(client.call("user.detail"), { subCode: "bad_timestamp" });
  assert.equal(bodies.length, 5);
});

test("nothing is signed anew after an attempt without a reply", async () => {
  const { client, bodies } = scripted([new Error("cut"), LATE, GOOD]);
  await assert.rejects(client.call("user.detail"), { subCode: "bad_timestamp" });
  assert.equal(new Set(bodies).size, 1);
  assert.equal(client.clockOffset, 100_000_000);
});

test("a busy gateway is asked again with the same bytes", async () => {
  const { client, bodies } = scripted([BUSY, GOOD, BUSY, BUSY], { attempts: 2 });
  await client.call("user.detail");
  assert.equal(bodies[0], bodies[1]);
  await assert.rejects(client.call("user.detail"), { subCode: "overloaded" });
});

test("a fault has all that the envelope says", async () => {
  const { client } = scripted([{ code: 601, msg: "登录超时", sub_code: "session_expired", request_id: "r7" }]);
  await assert.rejects(client.call("user.detail"), (error) => {
    assert(error instanceof Fault);
    assert.deepEqual([error.code, error.subCode, error.msg, error.requestId], [601, "session_expired", "登录超时", "r7"]);
    return true;
  });
});

test("a call can be given up, also in a pause", async () => {
  const controller = new AbortController();
  const { client, bodies } = scripted([BUSY, BUSY, BUSY]);
  const call = client.call("user.detail", {}, { signal: controller.signal });
  setTimeout(() => controller.abort(new Error("enough")), 30);
  await assert.rejects(call, /enough/);
  assert.equal(bodies.length, 1);
});

test("calls are typed by their method", () => {
  const { client } = scripted([]);
  const calls = () => [
    // @ts-expect-error: no such method
    client.call("no.such.method"),
    // @ts-expect-error: `mobile` and `login_type` are required
    client.call("user.login", {}),
    // @ts-expect-error: a mobile is a text
    client.call("user.login", { mobile: 1, login_type: 1 }),
    client.call("goods.detail", { goods_id: 1n }).then((goods): string => goods.goods_name),
  ];
  assert.equal(typeof calls, "function");
});

test("an answer without an envelope is told by its status and content type", async () => {
  const html = { "Content-Type": "text/html" };
  const json = { "Content-Type": "application/json" };
  for (const [body, status, headers, told] of [
    ["<html>502 Bad Gateway</html>", 502, html, "HTTP 502 without an envelope, content type text/html"],
    ['{"error":"no route"}', 404, json, "HTTP 404 without an envelope, content type application/json"],
    ['{"code":200,"msg":"suc', 200, json, "HTTP 200 without an envelope, content type application/json"],
    ["null", 200, json, "HTTP 200 without an envelope, content type application/json"],
    ["[1]", 200, json, "HTTP 200 without an envelope, content type application/json"],
    ["", 301, { Location: "/" }, "HTTP 301 without an envelope, content type none"],
    [null, 204, {}, "HTTP 204 without an envelope, content type none"],
  ] as const) {
    const answer = new Response(body, { status, headers: { ...headers } });
    if (body === "") {
      answer.headers.delete("Content-Type");
    }
    const { client } = scripted([answer], { attempts: 1 });
    await assert.rejects(client.call("user.detail"), { name: "NoReply", message: `no reply in 1 attempts: ${told}` });
  }
});

test("what JSON has not is refused by its name", async () => {
  const { client, bodies } = scripted([GOOD]);
  const call = (parameters: object) => client.call("goods.list", parameters);
  for (const wrong of [NaN, Infinity, -Infinity, () => 1, Symbol("s"), new Date(NaN), [undefined]]) {
    await assert.rejects(call({ page: wrong }), (error) => error instanceof TypeError && /is no JSON/.test(error.message));
  }
  await assert.rejects(call({ page: NaN }), /page is no JSON: NaN/);
  assert.equal(bodies.length, 0);
  await call({ page: 1n, keywords: undefined });
  const data = JSON.parse(new URLSearchParams(bodies[0]).get("data") ?? "");
  assert.equal(data.page, "1");
  assert(!("keywords" in data));
});

test("an image may be bytes", async () => {
  const bytes = new Uint8Array([0, 255, 13, 10, 45, 45]);
  const sent: Uint8Array[] = [];
  const { client } = scripted([], {
    fetch: async (_, init) => {
      sent.push(init.body as Uint8Array);
      return new Response(JSON.stringify(GOOD));
    },
  });
  for (const image of [bytes, bytes.buffer]) {
    await client.call("system.upload", {}, { image });
  }
  for (const body of sent) {
    const text = Buffer.from(body).toString("latin1");
    assert(text.includes(`filename="image"\r\n\r\n${Buffer.from(bytes).toString("latin1")}\r\n--signet-`), text);
  }
});

test("nothing is needed but fetch, and no global of the same name is taken", async () => {
  // `URLSearchParams` of React Native writes `0=k,v` for a list of pairs. Mini programs have none of these globals.
  const broken = class {
    constructor() {
      throw new Error("not this one");
    }
  };
  const names = ["URLSearchParams", "FormData", "TextEncoder", "TextDecoder", "Headers", "Request", "AbortController", "URL", "crypto", "btoa"];
  const kept = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  const { client, bodies } = scripted([BUSY, GOOD, GOOD], {
    fetch: async (_, init) => {
      bodies.push(init.body instanceof Uint8Array ? Buffer.from(init.body).toString("latin1") : String(init.body));
      const answer = bodies.length === 1 ? BUSY : GOOD;
      return { status: 200, headers: { get: () => null }, text: async () => JSON.stringify(answer) };
    },
  });
  for (const is_there of [true, false]) {
    for (const name of names) {
      Object.defineProperty(globalThis, name, { value: is_there && name !== "AbortController" ? broken : undefined, configurable: true });
    }
    try {
      await client.call("user.nickname.edit", { nickname: "a+b&c=d%/张😀" });
      await client.call("system.upload", {}, { image: new Uint8Array([1]) });
    } finally {
      for (const [name, descriptor] of kept) {
        if (descriptor === undefined) {
          delete (globalThis as Record<string, unknown>)[name];
        } else {
          Object.defineProperty(globalThis, name, descriptor);
        }
      }
    }
  }
  const form = new URLSearchParams(bodies[0]);
  assert.equal(form.get("sign"), sign("MD5", form.get("data") ?? "", SECRET));
  assert.equal(JSON.parse(form.get("data") ?? "").nickname, "a+b&c=d%/张😀");
});

test("an attempt is given up where nothing can abort it", async () => {
  const { client } = scripted([], { attempts: 1, timeout: 20, fetch: () => new Promise(() => {}) });
  await assert.rejects(client.call("user.detail"), /no reply within 20 ms/);
});
