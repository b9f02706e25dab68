// The documentation page in a browser, on a gateway with demo data.

import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { SMS_CODE, open, start } from "./stage.js";

const MOBILE = "13912345678";
/** A picture of one pixel. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const PHONE = { width: 390, height: 844 };

let stage;
before(async () => {
  stage = await start();
});
after(() => stage?.stop());

const visit = (options) => open(stage, `${stage.ops}docs/`, options);

/** Shows a method by its address. */
async function show(page, method) {
  await page.evaluate((name) => (location.hash = `#/${name}`), method);
  await page.locator("h1 code", { hasText: method }).waitFor();
}

/** Fills the form of a method, sends it, and returns the reply. */
async function call(page, method, values = {}) {
  await show(page, method);
  for (const [name, value] of Object.entries(values)) {
    await page.locator(`#field-${name}`).fill(value);
  }
  await page.getByRole("button", { name: "发送", exact: true }).click();
  return reply(page);
}

async function reply(page) {
  return JSON.parse(await page.locator(".reply pre").innerText());
}

/** Registers a user by an SMS code in a page. */
async function register(page) {
  assert.equal((await call(page, "sms.send", { mobile: MOBILE, key: "USER_REGISTER_CODE" })).code, 200);
  const values = { mobile: MOBILE, password: "secret_1", code: SMS_CODE };
  assert.equal((await call(page, "user.register", values)).code, 200);
}

test("a method is found, called, and its call shown byte by byte", async () => {
  const { page, troubles } = await visit();
  await page.getByRole("searchbox").fill("初始化");
  await page.getByRole("link", { name: "初始化 system.init" }).click();
  await page.getByRole("heading", { name: "初始化" }).waitFor();
  const answer = await call(page, "system.init");
  assert.equal(answer.code, 200);
  assert.match(await page.locator(".facts").innerText(), new RegExp(answer.request_id));

  const hashed = await page.getByLabel("被签名的原文").locator("code").innerText();
  const sign = await page.locator(".try pre[aria-label=签名]").innerText();
  assert.equal(sign, createHash("md5").update(hashed).digest("hex").toUpperCase());
  const appid = await page.locator(".sandbox code").innerText();
  assert.match(appid, /^try-[0-9a-f]{12}$/);
  const command = await page.locator(".try pre[aria-label=命令行]").innerText();
  assert.ok(command.includes(`curl -s '${stage.url}'`) && command.includes(sign), command);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("the command line that is shown works as it is", async () => {
  const { page } = await visit();
  await call(page, "system.upgrade");
  const command = await page.locator(".try pre[aria-label=命令行]").innerText();
  const body = new URLSearchParams();
  for (const [, name, value] of command.matchAll(/--data-urlencode '(\w+)=((?:[^']|'\\'')*)'/g)) {
    body.append(name, value.replaceAll(`'\\''`, "'"));
  }
  const response = await fetch(stage.url, { method: "POST", body });
  assert.equal((await response.json()).code, 200);
  await page.close();
});

test("HMAC-SHA256 signs as well", async () => {
  const { page, troubles } = await visit();
  await show(page, "system.upgrade");
  await page.getByText("公共参数与签名方式").click();
  await page.locator("#common-sign").selectOption("HMAC-SHA256");
  assert.equal((await call(page, "system.upgrade")).code, 200);
  const data = await page.getByLabel("被签名的原文").locator("code").innerText();
  const { secret } = JSON.parse(await page.evaluate(() => sessionStorage.getItem("signet-docs"))).sandbox;
  const sign = await page.locator(".try pre[aria-label=签名]").innerText();
  assert.equal(sign, createHmac("sha256", secret).update(data).digest("hex").toUpperCase());
  assert.deepEqual(troubles, []);
  await page.close();
});

test("somebody registers, logs in by SMS, and orders", async () => {
  const { page, troubles } = await visit();
  await register(page);
  assert.equal((await call(page, "user.logout")).code, 200);
  assert.equal((await call(page, "sms.send", { mobile: MOBILE, key: "USER_LOGIN_CODE" })).code, 200);
  const login = { mobile: MOBILE, login_type: "1", code: SMS_CODE };
  assert.equal((await call(page, "user.login", { ...login, code: "654321" })).code, 700);
  await page.locator(".cure", { hasText: "检查验证码" }).waitFor();
  assert.equal((await call(page, "user.login", login)).code, 200);

  const address = { realname: "张木沐", mobile: MOBILE, district_id: "440305", address: "东方科技大厦601" };
  const { addressid } = (await call(page, "user.address.add", address)).data;
  const goods = (await call(page, "goods.list")).data.list[0];
  const detail = (await call(page, "goods.detail", { goods_id: String(goods.goodsid) })).data;
  const { productid } = Object.values(detail.products)[0];
  await show(page, "order.create");
  await page.locator("#field-address_id").fill(String(addressid));
  await page.locator("#field-goods_list").fill(JSON.stringify([{ productid, quantity: 1 }]));
  await page.getByRole("button", { name: "取一个" }).click();
  await page.waitForFunction(() => /[0-9a-f]{32}/.test(document.querySelector("#field-request_token").value));
  await page.getByRole("button", { name: "发送", exact: true }).click();
  const order = await reply(page);
  assert.deepEqual([order.code, order.msg], [200, "下单成功"]);
  assert.equal((await call(page, "order.list")).data.list[0].order_sn, order.data.order_sn);

  await show(page, "system.upload");
  await page.locator("#field-image").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: PICTURE });
  const uploaded = await call(page, "system.upload");
  assert.match(uploaded.data.image_url, /\.png$/);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("a fault is explained, in English too", async () => {
  const { page, troubles } = await visit();
  await page.getByRole("button", { name: "Switch to English" }).click();
  await page.getByRole("navigation", { name: "Methods" }).waitFor();
  await show(page, "user.detail");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const answer = await reply(page);
  assert.equal(answer.sub_code, "not_logged_in");
  assert.match(await page.locator(".cure").innerText(), /^What to do [A-Z]/);
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  await page.getByRole("button", { name: "切换到中文" }).click();
  await page.getByRole("heading", { name: "试一试" }).waitFor();
  assert.deepEqual(troubles, []);
  await page.close();
});

test("the keyboard is enough", async () => {
  const { page, troubles } = await visit();
  await page.locator("nav a").first().waitFor();
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("href") ?? document.activeElement.id);
  await press("Tab");
  assert.equal(await focused(), "#main");
  const skip = await page.locator(".skip").evaluate((link) => getComputedStyle(link).clipPath);
  assert.equal(skip, "none", "the skip link is seen while it has the focus");
  await press("Enter");
  assert.equal(await focused(), "main");

  await press("/");
  await page.keyboard.type("goods.list");
  await press("ArrowDown");
  assert.equal(await focused(), "#/goods.list");
  assert.match(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), /solid/);
  await press("ArrowDown", "ArrowUp", "Escape");
  assert.equal(await page.evaluate(() => document.activeElement.type), "search");
  await press("Enter");
  await page.locator("h1 code", { hasText: "goods.list" }).waitFor();
  assert.equal(await focused(), "main");
  await page.locator(".try input").first().focus();
  await press("Enter");
  assert.equal((await reply(page)).code, 200);
  assert.deepEqual(troubles, []);
  await page.close();
});

for (const [name, size, colorScheme] of [
  ["a phone", PHONE, "light"],
  ["a phone in the dark", { width: 320, height: 568 }, "dark"],
  ["a desktop in the dark", { width: 1440, height: 900 }, "dark"],
]) {
  test(`everything fits on ${name}`, async () => {
    const { page, troubles } = await visit({ viewport: size, colorScheme });
    await page.locator(".shell").waitFor();
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(ground === "rgb(255, 255, 255)", colorScheme === "light", ground);
    for (const at of ["", "overview", "order.create", "homecare.order.list", "admin.goods.create", "system.upload"]) {
      await page.evaluate((route) => (location.hash = `#/${route}`), at);
      await page.locator(at === "" ? "nav" : "h1").first().waitFor({ state: "attached" });
      if (at === "order.create") {
        await page.getByRole("button", { name: "发送", exact: true }).click();
        await page.locator(".reply").waitFor();
      }
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= size.width, `${at} is ${width} wide`);
    }
    assert.deepEqual(troubles, []);
    await page.close();
  });
}

test("an app that is gone is replaced by the next call", async () => {
  const { page, troubles } = await visit();
  await call(page, "system.upgrade");
  const appid = await page.locator(".sandbox code").innerText();
  await stage.run(["app", "revoke", appid]);
  const revoked = async () => (await call(page, "system.upgrade")).sub_code === "bad_signature";
  while (!(await revoked()));
  assert.equal((await call(page, "system.upgrade")).code, 200);
  assert.notEqual(await page.locator(".sandbox code").innerText(), appid);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("on the public port it is for reading", async () => {
  const { page, troubles } = await open(stage, `${stage.url}docs/`);
  await show(page, "user.login");
  await page.getByText("此处只能查看签名").waitFor();
  assert.equal(await page.getByRole("button", { name: "发送", exact: true }).count(), 0);
  await page.locator("mark", { hasText: "7512100214f62d7de8ba01b281d6da02" }).waitFor();
  assert.ok((await page.locator(".try pre[aria-label=命令行]").innerText()).includes(`'${stage.url}'`));
  assert.deepEqual(troubles, []);
  await page.close();
});

test("a method of a pack with a wire shows the call without a signature beside the signed one", async () => {
  const { page, troubles } = await visit();
  await page.getByRole("searchbox").fill("/consumer/login");
  await page.getByRole("link", { name: "homecare.consumer.login" }).click();
  const part = page.locator("section", { has: page.getByRole("heading", { name: "不签名的调用" }) }).last();
  await part.getByText("POST /homecare/consumer/login").waitFor();
  await part.getByText('{"status":4,"body":{"msg":"password is not right"}}').waitFor();
  assert.match(await part.getByRole("table", { name: "请求参数" }).innerText(), /username[\s\S]*phone[\s\S]*password/);
  const recorded = JSON.parse(await part.locator("pre[aria-label=不签名的返回示例]").innerText());
  assert.deepEqual([recorded.status, recorded.body.msg], [1, "login success"]);

  // The command line works unchanged on the gateway of the test.
  const command = await part.locator("pre[aria-label=不签名的示例]").innerText();
  const [, path, body] = /^curl -s http:\/\/127\.0\.0\.1:8080\/(\S+) -d '(.*)'$/.exec(command);
  const response = await fetch(stage.url + path, { method: "POST", body });
  assert.deepEqual(Object.keys((await response.json()).body), Object.keys(recorded.body));

  await page.getByRole("button", { name: "Switch to English" }).click();
  await page.getByRole("heading", { name: "Call without a signature" }).waitFor();
  await page.getByText("Parameters are in: a JSON body").waitFor();
  await show(page, "user.login");
  assert.equal(await page.getByRole("heading", { name: "Call without a signature" }).count(), 0);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("the overview has the rules of a wire and its document", async () => {
  const { page, troubles } = await visit();
  await page.evaluate(() => (location.hash = "#/overview"));
  const part = page.locator("section", { has: page.getByRole("heading", { name: "不签名的调用: 家政" }) }).last();
  await part.getByText("http://127.0.0.1:8080/homecare").waitFor();
  await part.getByText('{"status":13,"body":{"msg":"method not allowed"}}').waitFor();
  const href = await part.getByRole("link", { name: "OpenAPI" }).getAttribute("href");
  const document = await (await fetch(new URL(href, page.url()))).json();
  assert.equal(document.paths["/consumer/login"].post.operationId, "homecare.consumer.login");
  assert.deepEqual(troubles, []);
  await page.close();
});
