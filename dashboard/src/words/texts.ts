// Every text that the dashboard shows; another language is another `words` folder of the same shape.
// Contains no markup, and no logic beyond counting: pages place the texts.
import { door } from "./door";
import { names } from "./names";
import { team } from "./team";
import { work } from "./work";

export { count, locale } from "./names";

/** The texts, by where they are shown. */
export const t = { ...names, ...door, ...work, ...team };
