// The one error that the client throws, whatever failed: an RFC 9457 response, the network, an invalid body.
// Does not guess: what the server did not send is undefined.

/** One refused field of a body: a JSON pointer and what is wrong there. */
export type FieldError = { pointer: string; detail: string };

/** The fields of a `Problem`; only `status`, `code` and `detail` are always present. */
export type ProblemParts = {
  status: number;
  code: string;
  detail: string;
  errors?: FieldError[];
  requestId?: string;
  retryAfter?: number;
};

/**
 * A request that did not succeed. `code` is stable and meant for `switch`; `status` is 0 if there was no response
 * (`network`: nothing reached the server or nothing came back; `aborted`: the caller's signal fired).
 */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Refused fields of the body; empty if the problem is not about fields. */
  readonly errors: FieldError[];
  /** The server's name for this request: what a person quotes to the operator. */
  readonly requestId: string | undefined;
  /** Seconds to wait before the next attempt, from `Retry-After`. */
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
