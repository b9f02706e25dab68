/**
 * Client of the Signet gateway.
 *
 * `SignetClient` signs calls, corrects its clock, and sends a call again if its reply was lost. `Fault` is the refusal of a call by the
 * gateway. `NoReply` is a call without a reply. `Methods` has the types of every method.
 */
export { SignetClient, type Answered, type CallOptions, type ClientOptions, type Fetch } from "./client.js";
export { Fault, NoReply } from "./errors.js";
export { readJson, writeJson } from "./json.js";
export type { Methods } from "./methods.js";
export type { Wires } from "./wires.js";
export { sign, type SignType } from "./sign.js";
export { encodeForm, type Image } from "./form.js";
