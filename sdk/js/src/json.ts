/** A string, which may hold digits, or a whole number. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Reads a JSON text. An integer that a JavaScript number cannot hold exactly (beyond 2^53) becomes a string of its
 * digits, for `BigInt`, instead of another number.
 */
export function readJson(text: string): unknown {
  const exact = (token: string) =>
    /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
  return JSON.parse(text.replace(TOKEN, exact));
}

/** Writes a JSON text. A `bigint` becomes a string of its digits, which the gateway reads as an integer. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (typeof member === "bigint" ? member.toString() : member));
}
