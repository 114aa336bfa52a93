// What compiles and what must not: the types are half of this package. `tsc` judges, the run only counts it.
// It refuses to send anything.
import { expect, test } from "vitest";
import type { Client, Schema } from "../src/index.js";

/** Never called: every line is a promise of the compiler. */
export async function compiles(client: Client): Promise<void> {
  const params = { key: "pk_1" };
  const page = await client.request("GET", "/v1/p/{key}/requests", { params, query: { order: "top" } });
  const first: Schema<"WidgetRequest"> | undefined = page.data.items[0];
  const votes: number | undefined = first?.votes;
  void votes;
  // @ts-expect-error an order that does not exist
  await client.request("GET", "/v1/p/{key}/requests", { params, query: { order: "best" } });
  // @ts-expect-error the path parameter is missing
  await client.request("GET", "/v1/p/{key}/config");
  // @ts-expect-error the body is missing
  await client.request("POST", "/v1/p/{key}/reports", { params });
  // @ts-expect-error a field that does not exist
  await client.request("PUT", "/v1/p/{key}/answers", {
    params,
    body: { screen: { route: "/" }, helpful: true, x: 1 },
  });
  // @ts-expect-error a method that the path does not have
  await client.request("DELETE", "/v1/p/{key}/config", { params });
  const loose = await client.request<{ ok: boolean }>("GET", "/v9/elsewhere", { query: { any: 1 } });
  const ok: boolean = loose.data.ok;
  void ok;
  const unknown: unknown = (await client.request("GET", "/v9/elsewhere")).data;
  void unknown;
}

test("the typed surface compiles as promised", () => {
  expect(compiles).toBeTypeOf("function");
});
