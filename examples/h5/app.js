// Logs in by a code from a short message, and lists the orders of who is logged in.

import { Fault, SignetClient } from "./signet-client.js";
import { APPID, SECRET, URL } from "./config.js";

const H5 = 3;
const TOKEN = "token";
/** Codes that mean: log in again. */
const SESSION_ENDED = [601, 602, 603, 606];

const client = new SignetClient({
  url: URL,
  appid: APPID,
  secret: SECRET,
  signType: "HMAC-SHA256",
  token: sessionStorage.getItem(TOKEN) ?? undefined,
  common: { platform: H5 },
});

const find = (id) => document.getElementById(id);
const login = find("login");
const orders = find("orders");
let page = 1;

/** Does something that may fail; the button that started it rests meanwhile. */
async function attempt(button, work) {
  button.disabled = true;
  say("");
  try {
    await work();
  } catch (error) {
    if (error instanceof Fault && SESSION_ENDED.includes(error.code)) logOut();
    say(error instanceof Fault ? error.msg : "网络异常，请稍后重试");
  }
  button.disabled = false;
}

function say(text) {
  find("message").textContent = text;
}

function logOut() {
  client.token = undefined;
  sessionStorage.removeItem(TOKEN);
  show();
}

/** Shows the form, or the orders. */
function show() {
  const isLoggedIn = client.token !== undefined;
  login.hidden = isLoggedIn;
  orders.hidden = !isLoggedIn;
  orders.querySelector("ul").replaceChildren();
  page = 1;
}

async function load() {
  const parameters = { order_sn: "", order_status: -1, page };
  const reply = await client.call("order.list", parameters);
  orders.querySelector("ul").append(...reply.list.map(card));
  if (reply.total === 0) say("还没有订单");
  find("more").hidden = !reply.isnext;
  page += 1;
}

/** An order. What comes from the gateway is text, never HTML. */
function card(order) {
  const item = document.createElement("li");
  const head = line("p", "head");
  head.append(line("span", "number", order.order_sn), line("span", "status", order.order_status_label));
  item.append(head);
  for (const goods of order.goods_list) {
    item.append(line("p", "goods", `${goods.goods_name} ${goods.spec_val} × ${goods.quantity}`));
  }
  item.append(line("p", "total", `${order.total_price} 积分 · ${order.c_time}`));
  return item;
}

function line(name, className, text = "") {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

find("send-code").addEventListener("click", ({ target }) => {
  if (!find("mobile").reportValidity()) return;
  attempt(target, async () => {
    await client.call("sms.send", { mobile: find("mobile").value, key: "USER_LOGIN_CODE" });
    say("验证码已发送，10 分钟内有效");
    find("code").focus();
  });
});

login.addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(event.submitter, async () => {
    const parameters = { mobile: find("mobile").value, login_type: 1, code: find("code").value };
    const session = await client.call("user.login", parameters);
    client.token = session.token;
    sessionStorage.setItem(TOKEN, session.token);
    login.reset();
    show();
    await load();
  });
});

find("more").addEventListener("click", ({ target }) => attempt(target, load));

find("log-out").addEventListener("click", ({ target }) =>
  attempt(target, async () => {
    await client.call("user.logout");
    logOut();
  }),
);

show();
if (client.token !== undefined) attempt(find("more"), load);
