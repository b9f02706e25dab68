/**
 * Client of the Signet gateway.
 *
 * `SignetClient` signs calls, keeps the offset of its clock, and sends a call whose reply was lost once more. `Fault` is
 * what a gateway says no with, `NoReply` what is left where it said nothing. `Methods` has the types of every method.
 */
export { SignetClient, type Answered, type CallOptions, type ClientOptions, type Fetch } from "./client.js";
export { Fault, NoReply } from "./errors.js";
export { readJson, writeJson } from "./json.js";
export type { Methods } from "./methods.js";
export type { Wires } from "./wires.js";
export { sign, type SignType } from "./sign.js";
export { encodeForm, type Image } from "./form.js";
