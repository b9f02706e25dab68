/** Calls: the text of `data`, its signature, the call as a command line, and the request. */

import { sign, type SignType } from "../../../sdk/js/src/sign.js";
import type { Place } from "./model";

/** The app that makes a call, and its secret. */
export interface Signer {
  appid: string;
  secret: string;
}

/** A signed call. */
export interface Call {
  data: string;
  sign: string;
  signType: SignType;
  signer: Signer;
}

/** The answer to a call. */
export interface Answer {
  status: number;
  milliseconds: number;
  body: Record<string, unknown>;
}

/** Returns a signed call with these parameters. The text of `data` must be sent exactly as it was signed. */
export function signed(parameters: Record<string, unknown>, signer: Signer, signType: SignType): Call {
  const data = JSON.stringify(parameters);
  return { data, sign: sign(signType, data, signer.secret), signType, signer };
}

/** Returns the URL to which apps post their calls, as seen from the browser. */
export function endpoint(place: Place): string {
  if (place.port !== undefined) return `${location.protocol}//${location.hostname}:${place.port}/`;
  return location.origin + location.pathname.replace(/docs\/$/, "");
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Returns a call as a command line. */
export function curl(call: Call, url: string, takesFile: boolean): string {
  const fields = [`data=${call.data}`, `sign=${call.sign}`];
  if (call.signType !== "MD5") fields.push(`sign_type=${call.signType}`);
  const option = takesFile ? "--form-string" : "--data-urlencode";
  const options = fields.map((field) => `${option} ${quoted(field)}`);
  if (takesFile) options.push("-F image=@picture.png");
  return [`curl -s ${quoted(url)}`, ...options].join(" \\\n  ");
}

/** Sends a call through the listener that served the page. */
export async function send(call: Call, file: File | null): Promise<Answer> {
  const body = file ? new FormData() : new URLSearchParams();
  body.append("data", call.data);
  body.append("sign", call.sign);
  if (call.signType !== "MD5") body.append("sign_type", call.signType);
  // The file comes last, so that the gateway can check the caller before it needs memory for the file.
  if (file && body instanceof FormData) body.append("image", file);
  const started = performance.now();
  const response = await fetch("call", { method: "POST", body });
  const text = await response.text();
  const milliseconds = Math.round(performance.now() - started);
  const told = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : {};
  // Without `code` the answer is not from the gateway, but from the listener or from a proxy in front of it.
  if (told.code === undefined) throw new Error(typeof told.error === "string" ? told.error : `HTTP ${response.status}`);
  return { status: response.status, milliseconds, body: told };
}
