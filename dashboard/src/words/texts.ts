// Every word that the dashboard shows, gathered; another language is another `words` folder of the same shape.
// It refuses markup and logic beyond counting: pages put the words where they belong.
import { door } from "./door";
import { names } from "./names";
import { team } from "./team";
import { work } from "./work";

export { count, locale } from "./names";

/** The words, by where they stand. */
export const t = { ...names, ...door, ...work, ...team };
