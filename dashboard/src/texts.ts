// Every word that the dashboard shows, gathered; another language is another `words` folder of the same shape.
// It refuses markup and logic beyond counting: pages put the words where they belong.
import { door } from "./words/door";
import { names } from "./words/names";
import { team } from "./words/team";
import { work } from "./words/work";

export { count, locale } from "./words/names";

/** The words, by where they stand. */
export const t = { ...names, ...door, ...work, ...team };
