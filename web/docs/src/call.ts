/** Making a call: the text of `data`, its signature, the same as a command line, and sending it. */

import { sign, type SignType } from "../../../sdk/js/src/sign.js";
import type { Place } from "./model";

/** Who calls: an app and its secret. */
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

/** What came back. */
export interface Answer {
  status: number;
  milliseconds: number;
  body: Record<string, unknown>;
}

/** Signs exactly this text of `data`: what is sent must be these bytes. */
export function signed(parameters: Record<string, unknown>, signer: Signer, signType: SignType): Call {
  const data = JSON.stringify(parameters);
  return { data, sign: sign(signType, data, signer.secret), signType, signer };
}

/** Where apps post their calls, as seen from the browser. */
export function endpoint(place: Place): string {
  if (place.port !== undefined) return `${location.protocol}//${location.hostname}:${place.port}/`;
  return location.origin + location.pathname.replace(/docs\/$/, "");
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** The same call as a command line. */
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
  // Last, so that the gateway knows who calls before there has to be room for the file.
  if (file && body instanceof FormData) body.append("image", file);
  const started = performance.now();
  const response = await fetch("call", { method: "POST", body });
  const text = await response.text();
  const milliseconds = Math.round(performance.now() - started);
  const told = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : {};
  // Not a reply of the gateway, but of the listener or of something before it.
  if (told.code === undefined) throw new Error(typeof told.error === "string" ? told.error : `HTTP ${response.status}`);
  return { status: response.status, milliseconds, body: told };
}
