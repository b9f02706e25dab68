import { Fault, NoReply, type Envelope } from "./errors.js";
import { encodeBody, type Body, type Image } from "./form.js";
import { readJson, writeJson } from "./json.js";
import type { Methods } from "./methods.js";
import type { SignType } from "./sign.js";

/** The part of a response that the client reads. A response of the global `fetch` fits. */
export interface Answered {
  status: number;
  headers: { get(name: string): string | null };
  text(): Promise<string>;
  /** `opaqueredirect` if a browser received a redirect. */
  type?: string;
}

/** The function that sends requests: the global `fetch`, or one with the same interface. */
export type Fetch = (
  url: string,
  init: {
    method: "POST";
    headers: Record<string, string>;
    body: Body["bytes"];
    credentials: "omit";
    redirect: "manual";
    /** Left out if there is no `AbortController`. */
    signal?: AbortSignal;
  },
) => Promise<Answered>;

/** The settings of a client. */
export interface ClientOptions {
  /** The address of the gateway, such as `https://api.example.com/`. */
  url: string;
  appid: string;
  /** The secret of the app. Users of a page or a phone app can read it, so give these an app with few permissions. */
  secret: string;
  /** The kind of signature; the default is `MD5`. */
  signType?: SignType;
  /** The version of the methods; the default is `1.0.0`. */
  v?: string;
  /** The session to start with. */
  token?: string;
  /** The parameters of every call about the caller, such as `platform`, `app_v`, `channel` and `unique_id`. */
  common?: Record<string, string | number>;
  /** The maximum number of times that a call is sent; the default is 4. */
  attempts?: number;
  /** The time limit of one attempt in milliseconds; the default is 10 s. With a file the limit is six times as long. */
  timeout?: number;
  /** Replaces the global `fetch`. The client needs nothing else of its environment. */
  fetch?: Fetch;
  /** The clock in unix milliseconds; the default is `Date.now`. */
  now?: () => number;
}

/** The options of one call. */
export interface CallOptions {
  /** The file of a method that takes one. */
  image?: Image;
  /** Cancels the call. */
  signal?: AbortSignal;
}

type Parameters<M extends keyof Methods> = Methods[M]["parameters"];
/** The arguments of `call` after the method. The parameters may be left out if none of them is required. */
type Arguments<M extends keyof Methods> =
  {} extends Parameters<M>
    ? [parameters?: Parameters<M>, options?: CallOptions]
    : [parameters: Parameters<M>, options?: CallOptions];

interface Answer {
  envelope: Envelope;
  retryAfter: number | undefined;
}

/** The first pause between attempts in milliseconds, which is doubled each time, and the longest. */
const PAUSE = 200;
const LONGEST_PAUSE = 5000;

/** Calls a gateway as one app. */
export class SignetClient {
  /** The session, sent with every call; set it after a login and clear it (`undefined`) after a logout. */
  token: string | undefined;
  /** The seconds by which the gateway's clock is ahead of this one; 0 until a reply shows a difference. */
  clockOffset = 0;
  private readonly options: ClientOptions;

  constructor(options: ClientOptions) {
    this.options = options;
    this.token = options.token;
  }

  /**
   * Signs a call, sends it until there is a reply, and returns the `data` of the reply, `null` if it has none.
   *
   * Throws `Fault` if the gateway refuses the call, `NoReply` if there is no reply, and the reason of the signal if it cancels the call.
   */
  async call<M extends keyof Methods>(method: M, ...rest: Arguments<M>): Promise<Methods[M]["reply"]> {
    const [parameters, options = {}] = rest;
    const first = await this.send(this.body(method, parameters, options.image), options);
    let answer = first.answer;
    if (answer.envelope.sub_code === "bad_timestamp" && typeof answer.envelope.server_time === "number") {
      this.clockOffset = answer.envelope.server_time - this.clock();
      // If an attempt had no reply, only the same bytes are safe: that attempt may have reached the gateway in time.
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

  /** Sends the same bytes until there is a reply. Returns the reply, and in `lost` whether an earlier attempt had none. */
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

  /** Sends a body once. Throws if the answer is not the envelope of a gateway. */
  private async attempt(body: Body, timeout: number, signal: AbortSignal | undefined): Promise<Answer> {
    throwIfAborted(signal);
    const send: Fetch = this.options.fetch ?? fetch;
    const controller = typeof AbortController === "undefined" ? undefined : new AbortController();
    let giveUp = () => {};
    let timer: ReturnType<typeof setTimeout> | undefined;
    // Some implementations of `fetch` ignore the signal.
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

/** Returns the envelope of a gateway. Throws if the answer has none: then something in front of the gateway answered. */
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

/** Returns the reason why a call was cancelled. Some implementations of `AbortSignal` have no reason. */
function reasonOf(signal: AbortSignal | undefined): unknown {
  return signal?.reason ?? new Error("the call is given up");
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw reasonOf(signal);
  }
}

/** Returns whether the gateway expects the same bytes again: the call did nothing, or its first attempt still runs. */
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
