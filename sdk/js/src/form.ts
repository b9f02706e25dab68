import { sign, utf8, type SignType } from "./sign.js";

/** A file: a `Blob`, such as the `File` of an input, or bytes if there is no `Blob`. */
export type Image = Blob | ArrayBuffer | Uint8Array;

/** A request body that can be sent any number of times, each time with the same bytes. */
export interface Body {
  contentType: string;
  bytes: string | Blob | Uint8Array<ArrayBuffer>;
}

/** Returns the fields of a call. `sign_type` is left out if it is MD5, the default. */
function fields(type: SignType, data: string, secret: string): [string, string][] {
  const all: [string, string][] = [
    ["data", data],
    ["sign", sign(type, data, secret)],
  ];
  return type === "MD5" ? all : [...all, ["sign_type", type]];
}

/** Signs the text of a call and puts it into a form. */
export function encodeForm(type: SignType, data: string, secret: string): string {
  return fields(type, data, secret)
    .map(([name, value]) => `${name}=${escape(value)}`)
    .join("&");
}

/** Escapes a text for a form by the URL standard. `URLSearchParams` is missing in some apps and broken in others. */
function escape(text: string): string {
  let escaped = "";
  for (const byte of utf8(text)) {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9*._-]/.test(character)) {
      escaped += character;
    } else {
      escaped += byte === 0x20 ? "+" : `%${byte < 16 ? "0" : ""}${byte.toString(16).toUpperCase()}`;
    }
  }
  return escaped;
}

/** Returns the body of a call; with a file it is multipart. The file comes last, so that the gateway can check the call before it. */
export function encodeBody(type: SignType, data: string, secret: string, image?: Image): Body {
  if (image === undefined) {
    return { contentType: "application/x-www-form-urlencoded", bytes: encodeForm(type, data, secret) };
  }
  // `FormData` would have another boundary each time that it is sent.
  const boundary = `signet-${Array.from({ length: 4 }, () => Math.random().toString(36).slice(2)).join("")}`;
  const part = (disposition: string) => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`;
  const text = fields(type, data, secret).map(([name, value]) => `${part(`name="${name}"`)}${value}\r\n`);
  const before = `${text.join("")}${part('name="image"; filename="image"')}`;
  const after = `\r\n--${boundary}--\r\n`;
  const contentType = `multipart/form-data; boundary=${boundary}`;
  if (image instanceof ArrayBuffer || ArrayBuffer.isView(image)) {
    return { contentType, bytes: joined([utf8(before), new Uint8Array(image), utf8(after)]) };
  }
  return { contentType, bytes: new Blob([before, image, after]) };
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
