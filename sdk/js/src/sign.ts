import { hmac } from "@noble/hashes/hmac.js";
import { md5 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** How a signature is made; an app may be bound to the stronger one. */
export type SignType = "MD5" | "HMAC-SHA256";

/** The signature of exactly the text `data`, in upper-case hexadecimal digits. */
export function sign(type: SignType, data: string, secret: string): string {
  const digest = type === "MD5" ? md5(utf8ToBytes(data + secret)) : hmac(sha256, utf8ToBytes(secret), utf8ToBytes(data));
  return bytesToHex(digest).toUpperCase();
}
