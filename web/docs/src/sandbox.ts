/** The app that this page calls with, and the tokens from replies. All of it is lost when the tab is closed. */

import type { Signer } from "./call";
import type { Method } from "./model";

/** An app that expires after some minutes. */
export interface Sandbox extends Signer {
  /** The time at which the app expires, in unix seconds of the gateway. */
  ends_at: number;
  /** The seconds by which the gateway's clock is ahead of this one. */
  offset: number;
}

/** The remaining seconds at which an app is replaced before it expires, since a call also takes time. */
const SPARE = 15;

interface Known {
  sandbox?: Sandbox;
  /** The token of the last login. */
  token?: string;
  /** The last request token that was issued. */
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

/** Calls `listener` after every change. Returns a function that removes it. */
export function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function remember(change: Partial<Known>): void {
  known = { ...known, ...change };
  sessionStorage.setItem(KEY, JSON.stringify(known));
  for (const listener of listeners) listener();
}

/** Returns the current time in unix seconds of the gateway. */
export const now = () => Math.floor(Date.now() / 1000) + (known.sandbox?.offset ?? 0);

/** Returns the seconds until the app expires; 0 if there is no app. */
export const left = () => Math.max(0, (known.sandbox?.ends_at ?? 0) - now());

/** Returns the app to call with. Requests a new one if there is none or if it is about to expire. */
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

/** Stores the tokens of a reply for later calls, and removes the tokens that the reply made invalid. */
export function learn(method: Method, body: Record<string, unknown>): void {
  const code = Number(body.code);
  if ([601, 603, 606].includes(code)) remember({ token: undefined });
  // The page signs correctly, so the gateway has revoked the app or lost its data.
  if (body.sub_code === "bad_signature") remember({ sandbox: undefined });
  if (code !== 200) return;
  const data = (body.data ?? {}) as { token?: string | string[] };
  if (method.name === "user.logout") remember({ token: undefined });
  if (method.name === "system.request.token") remember({ requestToken: [data.token].flat()[0] });
  else if (typeof data.token === "string") remember({ token: data.token });
  if (method.request_token) remember({ requestToken: undefined });
}
