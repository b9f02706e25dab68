/** A string, or a number. Strings match so that digits inside of them are left alone. */
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

/**
 * Writes a JSON text. A `bigint` becomes a string of its digits, which the gateway reads as an integer. A member of an
 * object that is `undefined` is left out.
 *
 * Throws a `TypeError` for values that `JSON.stringify` leaves out or replaces by `null` without an error: `NaN`, infinite numbers,
 * invalid dates, functions, symbols, and `undefined` in a list.
 */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, function (this: unknown, key: string, member: unknown) {
    const given = (this as Record<string, unknown>)[key];
    const isLost =
      (typeof member === "number" && !Number.isFinite(member)) ||
      (member === null && given !== null) ||
      (member === undefined && (given !== undefined || Array.isArray(this))) ||
      typeof member === "function" ||
      typeof member === "symbol";
    if (isLost) {
      const shown = typeof given === "number" ? String(given) : typeof given;
      throw new TypeError(`${key === "" ? "the value" : key} is no JSON: ${shown}`);
    }
    return typeof member === "bigint" ? member.toString() : member;
  });
}
