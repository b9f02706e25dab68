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

/** The gateway refused the call. */
export class Fault extends Error {
  override name = "Fault";
  /** The number of the table in the protocol, such as 601. */
  readonly code: number;
  /** The stable word that distinguishes faults with the same code, such as `session_expired`. */
  readonly subCode: string;
  /** The text to show to a user. */
  readonly msg: string;
  /** The id of the request, for questions to the operators of the gateway; empty if there is none. */
  readonly requestId: string;
  /** The seconds to wait before a retry, if the gateway sent them. */
  readonly retryAfter: number | undefined;
  /** The whole envelope, with further members for developers. */
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

/** No attempt got a reply. Whether the call took effect is not known. `cause` is the error of the last attempt. */
export class NoReply extends Error {
  override name = "NoReply";
  override readonly cause: unknown;

  constructor(attempts: number, cause: unknown) {
    super(`no reply in ${attempts} attempts: ${cause instanceof Error ? cause.message : String(cause)}`);
    this.cause = cause;
  }
}
