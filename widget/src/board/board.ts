// The script of the public board: votes, ballots, suggestions and comments where the page already works without it.
// Sends nothing before the visitor acted, but for the votes and comments of a visitor who acted before.
import { ballots } from "./ballots";
import { comment } from "./comment";
import { enter } from "./enter";
import { suggest } from "./suggest";
import { visitor } from "./visitor";
import { votes } from "./votes";

const who = visitor(document.documentElement.dataset.key ?? "");
void votes(who);
void ballots(who);
suggest(who);
comment(who);
void enter();
