/** The app that this page calls with, and what it learned from replies. All of it ends with the tab. */

import type { Signer } from "./call";
import type { Method } from "./model";

/** An app that lives for minutes. */
export interface Sandbox extends Signer {
  /** When it ends, in unix seconds of the gateway. */
  ends_at: number;
  /** How many seconds the gateway's clock is ahead of this one. */
  offset: number;
}

/** What is renewed before its end: a call takes time too. */
const SPARE = 15;

interface Known {
  sandbox?: Sandbox;
  /** The session of whoever logged in last. */
  token?: string;
  /** The request token that was handed out last. */
  requestToken?: string;
}

const KEY = "signet-docs";

function restore(): Known {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as Known;
  } catch {
    return {};
  }
}

let known = restore();
const listeners = new Set<() => void>();

export const current = (): Readonly<Known> => known;

/** Calls back at every change; returns how to stop that. */
export function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function remember(change: Partial<Known>): void {
  known = { ...known, ...change };
  sessionStorage.setItem(KEY, JSON.stringify(known));
  for (const listener of listeners) listener();
}

/** Now, in unix seconds of the gateway. */
export const now = () => Math.floor(Date.now() / 1000) + (known.sandbox?.offset ?? 0);

/** How many seconds the app has left; 0 if there is none. */
export const left = () => Math.max(0, (known.sandbox?.ends_at ?? 0) - now());

/** The app to call with, a new one if there is none or it is about to end. */
export async function sandbox(): Promise<Sandbox> {
  if (known.sandbox && left() > SPARE) return known.sandbox;
  const response = await fetch("sandbox", { method: "POST" });
  if (!response.ok) {
    const { error } = (await response.json()) as { error: string };
    throw new Error(error);
  }
  const made = (await response.json()) as Signer & { ends_at: number; server_time: number };
  const offset = made.server_time - Math.floor(Date.now() / 1000);
  const fresh = { appid: made.appid, secret: made.secret, ends_at: made.ends_at, offset };
  remember({ sandbox: fresh });
  return fresh;
}

/** Keeps what a reply hands out for later calls, and forgets what it ended. */
export function learn(method: Method, body: Record<string, unknown>): void {
  const code = Number(body.code);
  if ([601, 603, 606].includes(code)) remember({ token: undefined });
  // The page signs right: the gateway has revoked the app, or lost its data.
  if (body.sub_code === "bad_signature") remember({ sandbox: undefined });
  if (code !== 200) return;
  const data = (body.data ?? {}) as { token?: string | string[] };
  if (method.name === "user.logout") remember({ token: undefined });
  if (method.name === "system.request.token") remember({ requestToken: [data.token].flat()[0] });
  else if (typeof data.token === "string") remember({ token: data.token });
  if (method.request_token) remember({ requestToken: undefined });
}
