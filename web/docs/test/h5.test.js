// Tests the example of an H5 page in a browser. A file server serves it from an origin of its own.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { SMS_CODE, open, start } from "./stage.js";

const FOLDER = new URL("../../../examples/h5/", import.meta.url);
const TYPES = { html: "text/html", js: "text/javascript", css: "text/css" };
const MOBILE = "13912345678";
/** The demo app. */
const APP = { appid: "ios_app_id", secret: "7512100214f62d7de8ba01b281d6da02" };

let stage;
let server;
let origin;
let config;
before(async () => {
  stage = await start();
  server = createServer(serve).listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${server.address().port}`;
  const allow = "sms.send,user.login,user.logout,order.list";
  const names = ["--appid", "h5_orders", "--class", "h5", "--origin", origin, "--allow", allow];
  const made = await stage.run(["app", "create", ...names, "--min-sign-type", "HMAC-SHA256"]);
  config = `export const URL = "${stage.url}", APPID = "h5_orders", SECRET = "${JSON.parse(made).secret}";`;
});
after(async () => {
  server?.close();
  await stage?.stop();
});

async function serve(request, response) {
  const name = request.url === "/" ? "index.html" : request.url.slice(1);
  const known = /^(index\.html|app\.js|signet-client\.js|style\.css|config\.js)$/.test(name);
  const body = name === "config.js" ? config : known ? await readFile(new URL(name, FOLDER)) : undefined;
  response.writeHead(body ? 200 : 404, { "Content-Type": TYPES[name.split(".").pop()] ?? "text/plain" });
  response.end(body);
}

/** Makes a call of the phone app, in which the user registers and orders. Returns the `data` of the reply. */
async function call(method, parameters) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const data = JSON.stringify({ method, v: "1.0.0", appid: APP.appid, timestamp, platform: 1, ...parameters });
  const sign = createHash("md5").update(data + APP.secret).digest("hex").toUpperCase();
  const response = await fetch(stage.url, { method: "POST", body: new URLSearchParams({ data, sign }) });
  const envelope = await response.json();
  assert.equal(envelope.code, 200, `${method}: ${JSON.stringify(envelope)}`);
  return envelope.data;
}

async function order() {
  await call("sms.send", { mobile: MOBILE, key: "USER_REGISTER_CODE" });
  const { token } = await call("user.register", { mobile: MOBILE, password: "secret_1", code: SMS_CODE });
  const address = { realname: "张木沐", mobile: MOBILE, district_id: 440305, address: "东方科技大厦601" };
  const { addressid } = await call("user.address.add", { token, ...address });
  const { list } = await call("goods.list", { page: 1 });
  const { products } = await call("goods.detail", { goods_id: list[0].goodsid });
  const goods = [{ productid: Object.values(products)[0].productid, quantity: 2 }];
  const { token: request_token } = await call("system.request.token", { token, number: 1 });
  return call("order.create", { token, request_token, address_id: addressid, goods_list: goods });
}

test("a user logs in by SMS, sees the orders, and logs out", async () => {
  const { order_sn } = await order();
  const { page, troubles } = await open(stage, origin, { viewport: { width: 360, height: 640 } });
  await page.getByLabel("手机号").fill(MOBILE);
  await page.getByRole("button", { name: "获取验证码" }).click();
  await page.getByText("验证码已发送").waitFor();
  await page.getByLabel("短信验证码").fill("654321");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByText("您的验证码不正确").waitFor();
  await page.getByLabel("短信验证码").fill(SMS_CODE);
  await page.keyboard.press("Enter");
  const card = page.getByRole("listitem");
  await card.waitFor();
  const text = await card.innerText();
  assert.ok(text.includes(order_sn) && text.includes("× 2") && text.includes("待发货"), text);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);

  await page.reload();
  await page.getByText(order_sn).waitFor();
  await page.getByRole("button", { name: "退出登录" }).click();
  await page.getByLabel("手机号").waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("the same page from another origin gets nothing", async () => {
  const other = createServer(serve).listen(0, "127.0.0.1");
  await once(other, "listening");
  const { page } = await open(stage, `http://127.0.0.1:${other.address().port}/`);
  await page.getByLabel("手机号").fill("13900000000");
  await page.getByRole("button", { name: "获取验证码" }).click();
  await page.getByText("网络异常").waitFor();
  await page.close();
  other.close();
});
