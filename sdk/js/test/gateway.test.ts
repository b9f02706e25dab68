// Tests against a running gateway with demo content. SIGNET_URL is its address. SIGNET_LOSSY_URL is the address of a proxy in front of it
// that loses the first two replies to each body.
import assert from "node:assert/strict";
import test from "node:test";
import { Fault, NoReply, SignetClient, type ClientOptions, type Wires } from "../src/index.js";

const { SIGNET_URL: url = "", SIGNET_LOSSY_URL: lossyUrl = "" } = process.env;
const live = { skip: url === "" ? "SIGNET_URL is not set" : false };
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

function connect(options: Partial<ClientOptions> = {}): SignetClient {
  const known = { url, appid: "ios_app_id", secret: "7512100214f62d7de8ba01b281d6da02", common: { platform: 1 } };
  return new SignetClient({ ...known, ...options });
}

/** Registers a new account. A second code for the same mobile within a minute would be a fault. */
async function register(client: SignetClient): Promise<string> {
  const mobile = `139${Math.floor(Math.random() * 1e8).toString().padStart(8, "0")}`;
  await client.call("sms.send", { mobile, key: "USER_REGISTER_CODE" });
  const session = await client.call("user.register", { mobile, password: "secret_1", code: "123456" });
  client.token = session.token;
  return mobile;
}

test("an account is made, looked at and left, with either signature", live, async () => {
  for (const signType of ["MD5", "HMAC-SHA256"] as const) {
    const client = connect({ signType });
    const mobile = await register(client);
    await client.call("user.nickname.edit", { nickname: "a+b&c%/张😀" });
    const user = await client.call("user.detail");
    assert.deepEqual([user.mobile, user.nickname], [mobile, "a+b&c%/张😀"]);
    assert.equal(await client.call("user.logout"), null);
    await assert.rejects(client.call("user.detail"), { code: 601, subCode: "session_expired" });
  }
});

test("a clock that is an hour wrong is put right", live, async () => {
  for (const hour of [-3_600_000, 3_600_000]) {
    const client = connect({ now: () => Date.now() + hour });
    await client.call("system.request.token", { number: 1 });
    assert(Math.abs(client.clockOffset + hour / 1000) <= 1);
  }
});

test("a retry gets the stored reply", live, async () => {
  const client = connect({ url: lossyUrl });
  await register(client);
  const uploaded = await client.call("system.upload", {}, { image: new Blob([PNG]) });
  assert(uploaded.file_id > 0);
});

test("no reply is told from a fault", live, async () => {
  await assert.rejects(connect({ url: lossyUrl, attempts: 2 }).call("system.init"), NoReply);
  await assert.rejects(connect({ secret: "0123456789abcdef" }).call("system.init"), (error) => {
    assert(error instanceof Fault && error.requestId !== "");
    assert.deepEqual([error.code, error.subCode], [503, "bad_signature"]);
    return true;
  });
});

test("an integer of 64 bits arrives as it is", live, async () => {
  await assert.rejects(connect().call("goods.detail", { goods_id: 2n ** 63n - 1n }), { subCode: "goods_not_found" });
});

test("a method of another product has its types", live, async () => {
  const goods = await connect().call("homecare.goods.detail", { sid: 1 });
  const price: number = goods.real_price;
  assert.deepEqual([goods.sid, price], [1, 1000]);
  // @ts-expect-error: the id of goods is needed
  await assert.rejects(connect().call("homecare.goods.detail", {}), { subCode: "bad_params" });
});

test("an app that signs nothing has the types of its calls", live, async () => {
  type Detail = Wires["homecare"]["POST /consumer/get_goods_detail"];
  const parameters: Detail["parameters"] = { sid: "1" };
  const response = await fetch(`${url}homecare/consumer/get_goods_detail`, {
    method: "POST",
    body: JSON.stringify(parameters),
  });
  const { status, body } = (await response.json()) as Detail["reply"];
  assert.deepEqual([status, body.sid, body.real_price], [1, 1, 10]);
});
