// Starts a gateway with its own data and ports, and a browser with its own profile.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const GATEWAY = process.env.SIGNET_GATEWAY ?? join(ROOT, "target/debug/gateway");
const CHROMIUM = process.env.SIGNET_CHROMIUM ?? "/usr/bin/chromium";

/** The code that every short message carries. */
export const SMS_CODE = "123456";

/** Starts a gateway and a browser. `stop` ends both and removes their files. */
export async function start() {
  const folder = await mkdtemp(join(tmpdir(), "signet-browser-"));
  const environment = {
    GATEWAY__SERVER__LISTEN: "127.0.0.1:0",
    GATEWAY__SERVER__DRAIN_SECONDS: "0",
    GATEWAY__OPS__LISTEN: "127.0.0.1:0",
    GATEWAY__DOCS__PUBLIC: "true",
    GATEWAY__STORAGE__URL: `sqlite://${folder}/gateway.db`,
    GATEWAY__UPLOAD__DIR: join(folder, "uploads"),
    GATEWAY__SMS__TEST_CODE: SMS_CODE,
  };
  const options = { cwd: folder, env: { ...process.env, ...environment } };
  await writeFile(join(folder, "districts.csv"), "440000,广东省\n440300,深圳市\n440305,南山区\n");
  await run(["import", "districts", "districts.csv"], options);
  const flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [...flags, "--no-sandbox", "--disable-component-update", "--disable-sync"],
  });
  const gateway = spawn(GATEWAY, ["serve", "--demo"], { ...options, stdio: ["ignore", "pipe", "ignore"] });
  process.on("exit", () => gateway.kill());
  const { url, ops } = await addresses(gateway);
  return {
    url,
    ops,
    browser,
    run: (arguments_) => run(arguments_, options),
    async stop() {
      await browser.close();
      gateway.kill();
      await once(gateway, "exit");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Returns the addresses of the public port and of the ops port, from the line that a gateway prints at its start. */
async function addresses(gateway) {
  for await (const line of createInterface({ input: gateway.stdout })) {
    const found = /listens on (\S+) \(ops on (\S+)\)/.exec(line);
    if (!found) continue;
    gateway.stdout.resume();
    return { url: found[1], ops: found[2] };
  }
  throw new Error("the gateway does not start");
}

/** Runs a command of the gateway. Returns its output. */
async function run(arguments_, options) {
  const child = spawn(GATEWAY, arguments_, { ...options, stdio: ["ignore", "pipe", "inherit"] });
  const [printed, [code]] = await Promise.all([child.stdout.toArray(), once(child, "exit")]);
  if (code !== 0) throw new Error(`gateway ${arguments_.join(" ")}: ${code}`);
  return Buffer.concat(printed).toString();
}

/** Opens a page. `troubles` collects the errors on it and its requests to other machines. */
export async function open(stage, address, options) {
  const defaults = { locale: "zh-CN", viewport: { width: 1280, height: 900 }, colorScheme: "light" };
  const page = await stage.browser.newPage({ ...defaults, ...options });
  page.setDefaultTimeout(10_000);
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  page.on("request", (request) => {
    if (!request.url().startsWith("http://127.0.0.1:")) troubles.push(`asked for ${request.url()}`);
  });
  await page.goto(address);
  return { page, troubles };
}
