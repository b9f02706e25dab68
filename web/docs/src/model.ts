/** The documentation as `gateway docs --format json` writes it. crates/docs/src/model.rs and wires/model.rs explain every member. */

import type { SignType } from "../../../sdk/js/src/sign.js";

export type Lang = "zh" | "en";

export interface Model {
  lang: Lang;
  title: string;
  version: string;
  general: General;
  wires: UnsignedWire[];
  groups: Group[];
}

/** The wire of a pack, on which calls are not signed. */
export interface UnsignedWire {
  pack: string;
  title: string;
  url: string;
  text: string;
  refusals: Refusal[];
}

/** A method as a route of the wire of a pack. */
export interface UnsignedCall {
  pack: string;
  verb: string;
  path: string;
  place: "json" | "form" | "multipart" | "query";
  parameters: Field[];
  reply: Field[];
  refusals: Refusal[];
  example: { curl: string; reply: unknown } | null;
}

/** A fault as it appears on the wire of a pack. */
export interface Refusal {
  sub_code: string;
  http_status: number;
  meaning: string;
  body: string;
}

export interface General {
  sections: Section[];
  form: Field[];
  fixed: Field[];
  envelope: Field[];
  signing: { appid: string; secret: string; parameters: unknown; data: string; signs: Sign[] };
  faults: Reason[];
}

export interface Section {
  id: string;
  title: string;
  text: string;
}

export interface Sign {
  sign_type: SignType;
  formula: string;
  window: number;
  sign: string;
}

export interface Group {
  name: string;
  title: string;
  methods: Method[];
}

export interface Method {
  name: string;
  aliases: string[];
  version: string;
  title: string;
  description: string;
  session: "open" | "optional" | "session";
  classes: string[];
  once: boolean;
  request_token: boolean;
  image: boolean;
  msg: string;
  msg_meaning: string;
  parameters: Field[];
  reply: Field[];
  faults: Reason[];
  example: Example | null;
  unsigned: UnsignedCall[];
}

export interface Field {
  name: string;
  label: string;
  description: string;
  required: boolean;
  nullable: boolean;
  types: string[];
  item_types: string[];
  rules: { values?: unknown[]; min_length?: number; max_length?: number };
  rule: string;
  example: unknown;
}

export interface Reason {
  code: number;
  sub_code: string;
  http_status: number;
  blame: "caller" | "gateway";
  msg: string;
  msg_meaning: string;
  cure: string;
}

export interface Example {
  data: string;
  sign: string;
  curl: string;
  reply: unknown;
}

/** The abilities of the listener that served this page. */
export interface Place {
  /** Whether the listener creates sandbox apps and forwards calls. */
  try: boolean;
  /** The port that apps call, if it is not the port of the page. */
  port?: number;
}

async function json<T>(path: string): Promise<T> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return response.json() as Promise<T>;
}

export const loadModel = (lang: Lang) => json<Model>(`api.json?lang=${lang}`);
export const loadPlace = () => json<Place>("page.json");

/** Returns the methods whose documentation has every word of a search. Methods with all words in their name and title come first. */
export function search(model: Model, text: string): Group[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return model.groups;
  const isIn = (where: string) => words.every((word) => where.includes(word));
  const isNamed = (method: Method) => isIn(`${method.name} ${method.title}`.toLowerCase());
  const part = (isFirst: boolean) =>
    model.groups.map((group) => {
      const found = group.methods.filter((method) => isIn(haystack(method, group)) && isNamed(method) === isFirst);
      return { ...group, methods: found };
    });
  return [...part(true), ...part(false)].filter((group) => group.methods.length > 0);
}

const haystacks = new WeakMap<Method, string>();

function haystack(method: Method, group: Group): string {
  let text = haystacks.get(method);
  if (text === undefined) {
    const fields = [...method.parameters, ...method.reply].flatMap((field) => [field.name, field.label]);
    const faults = method.faults.flatMap((fault) => [String(fault.code), fault.sub_code]);
    const own = [method.name, ...method.aliases, method.title, method.description, group.title];
    const paths = method.unsigned.map((call) => call.path);
    text = [...own, ...paths, ...fields, ...faults].join(" ").toLowerCase();
    haystacks.set(method, text);
  }
  return text;
}
