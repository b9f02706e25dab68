/** The envelope of a reply. */
export interface Envelope {
  code: number;
  msg: string;
  data?: unknown;
  sub_code?: string;
  request_id?: string;
  server_time?: number;
  hint?: string;
}

/** The gateway answered, and said no. */
export class Fault extends Error {
  override name = "Fault";
  /** The number of the table in the protocol, such as 601. */
  readonly code: number;
  /** The stable word that tells apart what shares a code, such as `session_expired`. */
  readonly subCode: string;
  /** The text to show to a user. */
  readonly msg: string;
  /** What to name when asking the operators of the gateway; the text `""` if there is none. */
  readonly requestId: string;
  /** Seconds after which a retry makes sense, where the gateway says so. */
  readonly retryAfter: number | undefined;
  /** The whole envelope, with what else it says to developers. */
  readonly envelope: Envelope;

  constructor(envelope: Envelope, retryAfter: number | undefined) {
    const subCode = envelope.sub_code ?? "";
    super(`${envelope.code} ${subCode}: ${envelope.msg}${envelope.hint === undefined ? "" : ` (${envelope.hint})`}`);
    this.code = envelope.code;
    this.subCode = subCode;
    this.msg = envelope.msg;
    this.requestId = envelope.request_id ?? "";
    this.retryAfter = retryAfter;
    this.envelope = envelope;
  }
}

/** No reply came in any of the attempts. Whether the call took effect is not known; `cause` says what happened last. */
export class NoReply extends Error {
  override name = "NoReply";
  override readonly cause: unknown;

  constructor(attempts: number, cause: unknown) {
    super(`no reply in ${attempts} attempts: ${cause instanceof Error ? cause.message : String(cause)}`);
    this.cause = cause;
  }
}
