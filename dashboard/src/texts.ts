// Every text that the dashboard shows; another language is another `words` folder of the same shape.
// It refuses markup and logic beyond counting: pages place the texts.
import { door } from "./words/door";
import { names } from "./words/names";
import { team } from "./words/team";
import { work } from "./words/work";

export { count, locale } from "./words/names";

/** The texts, by where they are shown. */
export const t = { ...names, ...door, ...work, ...team };
