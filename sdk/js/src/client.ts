import { Fault, NoReply, type Envelope } from "./errors.js";
import { encodeBody, type Body, type Image } from "./form.js";
import { readJson, writeJson } from "./json.js";
import type { Methods } from "./methods.js";
import type { SignType } from "./sign.js";

/** What the client takes of a response; that of the global `fetch` is one. */
export interface Answered {
  status: number;
  headers: { get(name: string): string | null };
  text(): Promise<string>;
  /** `opaqueredirect` in a browser that met a redirect. */
  type?: string;
}

/** What the client sends with: the global `fetch`, or a function that does as much. */
export type Fetch = (
  url: string,
  init: {
    method: "POST";
    headers: Record<string, string>;
    body: Body["bytes"];
    credentials: "omit";
    redirect: "manual";
    /** Left out where there is no `AbortController`. */
    signal?: AbortSignal;
  },
) => Promise<Answered>;

/** What a client is made of. */
export interface ClientOptions {
  /** Where the gateway listens, such as `https://api.example.com/`. */
  url: string;
  appid: string;
  /** Pages and apps cannot keep one from their users: give them an app that may do little. */
  secret: string;
  /** `MD5` unless said otherwise. */
  signType?: SignType;
  /** The version of the methods; `1.0.0` unless said otherwise. */
  v?: string;
  /** The session to start with. */
  token?: string;
  /** What every call says of the caller, such as `platform`, `app_v`, `channel` and `unique_id`. */
  common?: Record<string, string | number>;
  /** How many times a call is sent at most; 4 unless said otherwise. */
  attempts?: number;
  /** The limit of one attempt in milliseconds; 10 s unless said otherwise, and six times that with a file. */
  timeout?: number;
  /** In place of the global `fetch`, which is all that the client needs of its surroundings. */
  fetch?: Fetch;
  /** Unix milliseconds, in place of `Date.now`. */
  now?: () => number;
}

/** What one call differs in. */
export interface CallOptions {
  /** The file of a method that takes one. */
  image?: Image;
  /** Gives the call up. */
  signal?: AbortSignal;
}

type Parameters<M extends keyof Methods> = Methods[M]["parameters"];
/** Parameters may be left out where there is none that has to be given. */
type Arguments<M extends keyof Methods> =
  {} extends Parameters<M>
    ? [parameters?: Parameters<M>, options?: CallOptions]
    : [parameters: Parameters<M>, options?: CallOptions];

interface Answer {
  envelope: Envelope;
  retryAfter: number | undefined;
}

/** The first pause in milliseconds, doubled each time, and the longest. */
const PAUSE = 200;
const LONGEST_PAUSE = 5000;

/** Calls a gateway as one app. */
export class SignetClient {
  /** The session, sent with every call; set it after a login and clear it (`undefined`) after a logout. */
  token: string | undefined;
  /** How many seconds the gateway's clock is ahead of this one, as far as it is known. */
  clockOffset = 0;
  private readonly options: ClientOptions;

  constructor(options: ClientOptions) {
    this.options = options;
    this.token = options.token;
  }

  /**
   * Signs a call, sends it until there is a reply, and returns the `data` of the reply, `null` if it has none.
   *
   * Throws `Fault` if the gateway says no, `NoReply` if it says nothing, and the signal's reason if that gives the call up.
   */
  async call<M extends keyof Methods>(method: M, ...rest: Arguments<M>): Promise<Methods[M]["reply"]> {
    const [parameters, options = {}] = rest;
    const first = await this.send(this.body(method, parameters, options.image), options);
    let answer = first.answer;
    if (answer.envelope.sub_code === "bad_timestamp" && typeof answer.envelope.server_time === "number") {
      this.clockOffset = answer.envelope.server_time - this.clock();
      // After an attempt without a reply only the same bytes are safe: that attempt may have been in time.
      if (!first.lost) {
        answer = (await this.send(this.body(method, parameters, options.image), options)).answer;
      }
    }
    if (answer.envelope.code !== 200) {
      throw new Fault(answer.envelope, answer.retryAfter);
    }
    return (answer.envelope.data ?? null) as Methods[M]["reply"];
  }

  private clock(): number {
    return Math.floor((this.options.now ?? Date.now)() / 1000);
  }

  private body(method: string, parameters: object | undefined, image: Image | undefined): Body {
    const { appid, secret, signType = "MD5", v = "1.0.0", common } = this.options;
    const token = this.token === undefined ? {} : { token: this.token };
    const timestamp = this.clock() + this.clockOffset;
    const data = writeJson({ ...common, ...token, ...parameters, method, v, appid, timestamp });
    return encodeBody(signType, data, secret, image);
  }

  /** Sends the same bytes until there is a reply. `lost` tells whether an attempt before it had none. */
  private async send(body: Body, { image, signal }: CallOptions): Promise<{ answer: Answer; lost: boolean }> {
    const { attempts = 4, timeout = 10_000 } = this.options;
    let lost = false;
    for (let attempt = 1; ; attempt++) {
      let answer: Answer | undefined;
      let cause: unknown;
      try {
        answer = await this.attempt(body, image === undefined ? timeout : 6 * timeout, signal);
      } catch (error) {
        throwIfAborted(signal);
        lost = true;
        cause = error;
      }
      if (answer !== undefined && (attempt >= attempts || !isBusy(answer.envelope))) {
        return { answer, lost };
      }
      if (attempt >= attempts) {
        throw new NoReply(attempts, cause);
      }
      const pause = Math.min(PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE);
      const asked = Math.min(1000 * (answer?.retryAfter ?? 0), LONGEST_PAUSE);
      await sleep(asked + pause * (0.5 + Math.random() / 2), signal);
    }
  }

  /** Sends a body once. Throws where there is no envelope of a gateway to read. */
  private async attempt(body: Body, timeout: number, signal: AbortSignal | undefined): Promise<Answer> {
    throwIfAborted(signal);
    const send: Fetch = this.options.fetch ?? fetch;
    const controller = typeof AbortController === "undefined" ? undefined : new AbortController();
    let giveUp = () => {};
    let timer: ReturnType<typeof setTimeout> | undefined;
    // Not every `fetch` takes notice of its signal.
    const givenUp = new Promise<never>((_, reject) => {
      const end = (reason: unknown) => {
        reject(reason);
        controller?.abort(reason);
      };
      giveUp = () => end(reasonOf(signal));
      timer = setTimeout(() => end(new Error(`no reply within ${timeout} ms`)), timeout);
      signal?.addEventListener("abort", giveUp);
    });
    const read = async () => {
      const response = await send(this.options.url, {
        method: "POST",
        headers: { "Content-Type": body.contentType },
        body: body.bytes,
        credentials: "omit",
        redirect: "manual",
        ...(controller && { signal: controller.signal }),
      });
      return answerOf(response, await response.text());
    };
    try {
      return await Promise.race([read(), givenUp]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
    }
  }
}

/** Reads the envelope of a gateway. Throws where there is none: then something in front of the gateway answered. */
function answerOf(response: Answered, text: string): Answer {
  let envelope: Envelope | null = null;
  let cause: unknown;
  try {
    envelope = readJson(text) as Envelope | null;
  } catch (error) {
    cause = error;
  }
  if (typeof envelope?.code !== "number" || typeof envelope.msg !== "string") {
    const type = response.headers.get("Content-Type") || "none";
    const said = `HTTP ${response.status} without an envelope, content type ${type}`;
    const error = new Error(response.type === "opaqueredirect" ? "a redirect without an envelope" : said);
    throw Object.assign(error, { cause });
  }
  const seconds = Number(response.headers.get("Retry-After") ?? NaN);
  return { envelope, retryAfter: Number.isFinite(seconds) ? seconds : undefined };
}

/** Why a call is given up. Not every `AbortSignal` says so itself. */
function reasonOf(signal: AbortSignal | undefined): unknown {
  return signal?.reason ?? new Error("the call is given up");
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw reasonOf(signal);
  }
}

/** The call did nothing, or its first attempt still runs: the same bytes again are what the gateway asks for. */
function isBusy(envelope: Envelope): boolean {
  return envelope.sub_code === "overloaded" || envelope.sub_code === "in_progress";
}

function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer);
      reject(reasonOf(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", giveUp);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", giveUp);
  });
}
