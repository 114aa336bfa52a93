// The prompt that a team gives to its coding agent, so that it puts the tag into the team's code base.
// Contains no secret, and nothing that is only true of one framework.
import type { Goal } from "../../base/types";

/** What the prompt is about. */
export type Subject = {
  /** The tag, with the key and the address of the server. */
  tag: string;
  server: string;
  /** The id of the project. */
  project: string;
  goal: Goal | null;
  /** The element that belongs to the goal. */
  element: string | null;
};

const goals: Record<Goal, string> = {
  build: `We want to find out what to build. Besides the tag, put this element where people have a moment to look at
   requests and vote on them, such as a help page or the end of a settings page. It shows the requests of its screen:`,
  fix: `We want to find out what is broken. Besides the tag, put this button where people look for help, such as the
   help menu, the footer and the error page. It opens the report, with the steps that led there. Keep our own styles:`,
  docs: `We want to improve our documentation. Besides the tag, put this element at the end of the content in the one
   template that all pages of the documentation share. It asks "Was this helpful?" on each page:`,
  answer: `We want to answer our customers. Besides the tag, put this button where a logged-in customer looks for their
   account or for help. It opens what they asked for and what we answered. Do step 4, too, so that we know who asks:`,
};

const install = ({ server, project }: Subject) => `${server}/app/p/${project}/settings/install`;

function suggested({ goal, element }: Subject): string {
  if (!goal || !element) return "Nothing else is needed: the tag shows a small feedback button by itself.";
  return `${goals[goal]}

   ${element}`;
}

/** The prompt, in plain text. */
export function promptFor(subject: Subject): string {
  const { tag, server, project } = subject;
  return `Add the feedback widget "Yousaid" to this code base. Read how the pages are put together before you change anything,
make the smallest change that works, and tell me which files you changed and why.

1. Put this tag, exactly as it is, into the layout that all pages share (the base template, the root layout, index.html):

   ${tag}

   Once, at the end of <head> or of <body>; not page by page, and not inside a component that is drawn again and again. If
   the framework has its own way to add an external script, use it, and keep src, async and data-project as they are. In a
   single-page app the tag notices by itself when the address changes.

2. ${suggested(subject)}

3. If this code base sends a Content-Security-Policy (in a header, a meta element or the configuration of a server or
   proxy), add to its directives, and take nothing away:

   script-src ${server}
   connect-src ${server}

   The widget needs neither 'unsafe-inline' nor 'unsafe-eval', no style-src, and it works under Trusted Types.

4. Only if we ask for it, and only if users log in here: tell the widget who they are. The server signs a JWT (HS256) with
   the secret that it reads from the environment as YOUSAID_IDENTITY_SECRET: sub is our id of the user, aud is
   "${project}", iat is now, exp is at most one hour later; email, name, company and segment are optional. In Node,
   signIdentity of the package @yousaid/sdk/server does it. Give the token to the page and call there, before or after the
   tag has loaded:

   window.yousaid = window.yousaid || function () { (yousaid.q = yousaid.q || []).push(arguments); };
   yousaid("identify", token);

   and yousaid("logout") when the user logs out. The code is also at ${server}/app/p/${project}/settings/identity.

5. Do not:
   - put a secret into a page, a bundle or the repository: neither the identity secret nor an API key (sk_…). The key in
     the tag (pk_…) is public and belongs there;
   - sign identities in the browser, or let the page choose the user id that the server signs;
   - copy, bundle or proxy widget.js, or add an integrity attribute: the file changes when the server is updated;
   - load it in admin tools, in e-mails or in tests that count requests.

6. Check that it works: start the app, open a page and press the feedback button. There must be no error in the console and
   no report of a blocked script. Then ${install(subject)}
   says "Tag detected on" and the origin of the page. If it says that the domain is not allowed yet, tell me the origin: a
   person with the role admin allows it there. Programs can read the same with an API key of ours, if we give you one:
   GET ${server}/v1/projects/${project}/install lists "sightings", and "allowed" must be true.
`;
}
