// The code that a team copies into its own product to identify its visitors.
// Contains no secret: the sample reads it from the server's environment.

/** The code of a Node server, with the project's id filled in. */
export function serverCode(project: string): string {
  return `import { signIdentity } from "@yousaid/sdk/server";

// In the route that your signed-in page asks for its token:
const token = await signIdentity({
  secret: process.env.YOUSAID_IDENTITY_SECRET,
  project: "${project}",
  subject: user.id,
  email: user.email,
  name: user.name,
});`;
}

/** The code of the page, which uses the token. */
export const browserCode = `window.yousaid = window.yousaid || function () {
  (yousaid.q = yousaid.q || []).push(arguments);
};
yousaid("identify", token);`;
