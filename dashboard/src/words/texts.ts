// The texts that the dashboard starts with; those of other pages are in `pages.ts`.
// Every text is in this folder: another language is another `words` folder of the same shape.
// Contains no markup, and no logic beyond counting: pages place the texts.
import { acts } from "./acts";
import { door } from "./door";
import { names } from "./names";
import { work } from "./work";

export { count, locale } from "./names";

/** The texts, by where they are shown. */
export const t = { ...acts, ...names, ...door, ...work };
