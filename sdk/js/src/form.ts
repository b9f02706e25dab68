import { sign, type SignType } from "./sign.js";

/** A request body that can be sent any number of times, each time with the same bytes. */
export interface Body {
  contentType: string;
  bytes: string | Blob;
}

/** The fields of a call: `sign_type` is left out where it is MD5, which it is without one. */
function fields(type: SignType, data: string, secret: string): [string, string][] {
  const all: [string, string][] = [
    ["data", data],
    ["sign", sign(type, data, secret)],
  ];
  return type === "MD5" ? all : [...all, ["sign_type", type]];
}

/** Signs the text of a call and puts it into a form. */
export function encodeForm(type: SignType, data: string, secret: string): string {
  return new URLSearchParams(fields(type, data, secret)).toString();
}

/** The body of a call, in multipart with a file. The file comes last, so that the gateway knows the call before it. */
export function encodeBody(type: SignType, data: string, secret: string, image?: Blob): Body {
  if (image === undefined) {
    return { contentType: "application/x-www-form-urlencoded", bytes: encodeForm(type, data, secret) };
  }
  // `FormData` would choose another boundary each time that it is sent.
  const boundary = `signet-${Array.from({ length: 4 }, () => Math.random().toString(36).slice(2)).join("")}`;
  const part = (disposition: string) => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`;
  const text = fields(type, data, secret).map(([name, value]) => `${part(`name="${name}"`)}${value}\r\n`);
  const bytes = new Blob([...text, part('name="image"; filename="image"'), image, `\r\n--${boundary}--\r\n`]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, bytes };
}
