import { hmac } from "@noble/hashes/hmac.js";
import { md5 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** How a signature is made; an app may be bound to the stronger one. */
export type SignType = "MD5" | "HMAC-SHA256";

/** The signature of exactly the text `data`, in upper-case hexadecimal digits. */
export function sign(type: SignType, data: string, secret: string): string {
  const digest = type === "MD5" ? md5(utf8(data + secret)) : hmac(sha256, utf8(secret), utf8(data));
  return bytesToHex(digest).toUpperCase();
}

/** The bytes of a text. Not by `TextEncoder`, which some apps lack. Half a surrogate pair becomes U+FFFD, as it does there. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) {
      bytes.push(code);
    } else if (code < 0x800) {
      bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    } else if (code < 0x10000) {
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    } else {
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
  }
  return new Uint8Array(bytes);
}
