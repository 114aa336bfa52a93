// The script of the public board: votes, ballots and suggestions where the page already works without it.
// Sends nothing before the visitor acted, but for the votes of a visitor who acted before.
import { ballots } from "./ballots";
import { enter } from "./enter";
import { suggest } from "./suggest";
import { visitor } from "./visitor";
import { votes } from "./votes";

const who = visitor(document.documentElement.dataset.key ?? "");
void votes(who);
void ballots(who);
suggest(who);
void enter();
