import { hmac } from "@noble/hashes/hmac.js";
import { md5 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** The kind of signature. An app may be restricted to the stronger one, HMAC-SHA256. */
export type SignType = "MD5" | "HMAC-SHA256";

/** Returns the signature of exactly the text `data`, in upper-case hexadecimal digits. */
export function sign(type: SignType, data: string, secret: string): string {
  const digest = type === "MD5" ? md5(utf8(data + secret)) : hmac(sha256, utf8(secret), utf8(data));
  return bytesToHex(digest).toUpperCase();
}

/** Returns the UTF-8 bytes of a text. Some apps lack `TextEncoder`. Half a surrogate pair becomes U+FFFD, as in `TextEncoder`. */
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
