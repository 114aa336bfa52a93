// The one error that the client throws, whatever went wrong: an RFC 9457 answer, a dead network, a broken body.
// It refuses to guess: what the server did not say is undefined.

/** One refused field of a body: a JSON pointer and what is wrong there. */
export type FieldError = { pointer: string; detail: string };

/** What a `Problem` is made of; only `status`, `code` and `detail` are always there. */
export type ProblemParts = {
  status: number;
  code: string;
  detail: string;
  errors?: FieldError[];
  requestId?: string;
  retryAfter?: number;
};

/**
 * A request that did not succeed. `code` is stable and meant for `switch`; `status` is 0 where there was no answer
 * (`network`: nothing reached the server or nothing came back; `aborted`: the caller's signal fired).
 */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Refused fields of the body; empty where the problem is not about fields. */
  readonly errors: FieldError[];
  /** The server's name for this request: what a person quotes to the operator. */
  readonly requestId: string | undefined;
  /** Seconds to wait before the next try, from `Retry-After`. */
  readonly retryAfter: number | undefined;

  constructor(parts: ProblemParts, cause?: unknown) {
    super(parts.detail, { cause });
    this.status = parts.status;
    this.code = parts.code;
    this.detail = parts.detail;
    this.errors = parts.errors ?? [];
    this.requestId = parts.requestId;
    this.retryAfter = parts.retryAfter;
  }
}
