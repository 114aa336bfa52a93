// The product team over the API: sets up the server, creates a project for each test, reads what has arrived.
// Uses only HTTP.
import { type Client, createClient } from "../../sdk-js/src/index.ts";
import type { Server } from "./boot.ts";

/** A project as the tests need it. */
export type Project = { id: string; name: string; widget_key: string };

/** The first member, logged in. */
export type Team = {
  email: string;
  password: string;
  /** The session as a cookie for a browser context. */
  cookie: { name: string; value: string };
  client: Client;
  project: (name: string) => Promise<Project>;
  /** Allows this origin. */
  allow: (project: Project, origin: string) => Promise<void>;
};

const email = "pm@example.com";
const password = "a sentence that only the tests know";

/** Uses the set-up link of a server. */
export async function found(server: Server): Promise<Team> {
  const token = new URL(server.setup).hash.slice("#token=".length);
  const outside = createClient({ baseUrl: server.origin, headers: () => ({ "yousaid-csrf": "1" }) });
  const answer = await outside.request("POST", "/v1/setup" as string, {
    body: { token, name: "Pia Mager", email, password },
  });
  const [pair = ""] = (answer.headers.getSetCookie()[0] ?? "").split(";");
  const [name = "", value = ""] = pair.split(/=(.*)/s);
  const client = createClient({
    baseUrl: server.origin,
    headers: () => ({ cookie: pair, "yousaid-csrf": "1" }),
  });
  return {
    email,
    password,
    cookie: { name, value },
    client,
    project: async (title) =>
      (await client.request<Project>("POST", "/v1/projects" as string, { body: { name: title } })).data,
    allow: async (project, origin) => {
      const path = `/v1/projects/${project.id}/origins` as string;
      await client.request("POST", path, { body: { origin } });
    },
  };
}
