// The types of a call, derived from the generated `paths`: the methods of a path, its parameters, its response.
// Types only; names no route.
import type { components, paths } from "./generated.js";

/** The HTTP methods that the API uses. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A path template of the API, such as `/v1/p/{key}/requests`. */
export type Path = keyof paths;

/** A named body of the API, such as `Schema<"WidgetRequest">`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

type Verbs<P extends Path> = {
  [M in Method]: Lowercase<M> extends keyof paths[P] ? paths[P][Lowercase<M>] : never;
};

/** The methods of a path. */
export type MethodOf<P extends Path> = {
  [M in Method]: [Exclude<Verbs<P>[M], undefined>] extends [never] ? never : M;
}[Method];

type Operation<P extends Path, M extends Method> = Exclude<Verbs<P>[M], undefined>;

type Json<T> = T extends { content: { "application/json": infer Body } } ? Body : undefined;

type Good = 200 | 201 | 202 | 203 | 204 | 205 | 206;

/** The JSON of a path's successful responses; `undefined` for a response without a body. */
export type DataOf<P extends Path, M extends Method> =
  Operation<P, M> extends { responses: infer R }
    ? { [S in keyof R & Good]: Json<R[S]> }[keyof R & Good]
    : never;

/** The query parameters of a path. */
export type QueryOf<P extends Path, M extends Method> =
  Operation<P, M> extends { parameters: { query?: infer Q } } ? Exclude<Q, undefined> : never;

/** The JSON body that a path takes. */
export type BodyOf<P extends Path, M extends Method> =
  Operation<P, M> extends { requestBody?: infer B } ? Json<Exclude<B, undefined>> : never;

type ParamsOf<P extends Path, M extends Method> =
  Operation<P, M> extends { parameters: { path: infer Params } } ? Params : never;

// A key that the operation does not know is left out, one that it needs is required, so a wrong call does not compile.
type Params<T> = [T] extends [never] ? { params?: never } : { params: T };
type Query<T> = [T] extends [never] ? { query?: never } : Partial<T> extends T ? { query?: T } : { query: T };
type Body<O, T> = [T] extends [never | undefined]
  ? { body?: never }
  : O extends { requestBody: object }
    ? { body: T }
    : { body?: T };

/** Everything about one call that is not in the API description. */
export type Transport = {
  headers?: HeadersInit;
  /** Lets the request outlive its page; dropped for bodies over 60 kB, which browsers refuse. */
  keepalive?: boolean;
  signal?: AbortSignal;
  credentials?: RequestCredentials;
};

/** The arguments of a typed call. */
export type Options<P extends Path, M extends Method> = Transport &
  Params<ParamsOf<P, M>> &
  Query<QueryOf<P, M>> &
  Body<Operation<P, M>, BodyOf<P, M>>;

/** The arguments of an untyped call, for routes that the API description does not have yet. */
export type Loose = Transport & {
  params?: Record<string, string | number>;
  query?: object;
  body?: unknown;
};

/** A successful response. */
export type Answer<T> = { data: T; status: number; headers: Headers };

/** A client of one server. */
export type Client = {
  /** Calls a described route, which types the arguments and the response. Throws `Problem`, and nothing else. */
  request<P extends Path, M extends MethodOf<P>>(
    method: M,
    path: P,
    ...options: object extends Options<P, M> ? [options?: Options<P, M>] : [options: Options<P, M>]
  ): Promise<Answer<DataOf<P, M>>>;
  /** Calls a route that is not described; the caller names the type of its response. Throws `Problem`, and nothing else. */
  request<T = unknown, P extends string = string>(
    method: Method,
    path: P extends Path ? never : P,
    options?: Loose,
  ): Promise<Answer<T>>;
};
