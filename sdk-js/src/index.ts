// The public face of `@yousaid/sdk`: a typed client for browsers, Node and everything else that has fetch.
// Contains nothing that needs a secret: signing is in `@yousaid/sdk/server`.
export type { components, paths } from "./generated.js";
export { createClient, type Settings } from "./http.js";
export { type FieldError, Problem, type ProblemParts } from "./problem.js";
export type {
  Answer,
  BodyOf,
  Client,
  DataOf,
  Loose,
  Method,
  MethodOf,
  Options,
  Path,
  QueryOf,
  Schema,
  Transport,
} from "./types.js";
export { unique } from "./unique.js";
