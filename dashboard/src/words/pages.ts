// All texts of the dashboard, for the pages that are loaded when they are first shown.
// Not for what is loaded at the start: that takes `texts.ts`, which is smaller.
import { facts } from "./facts";
import { request } from "./request";
import { team } from "./team";
import { t as first } from "./texts";

export { count, locale } from "./names";

/** The texts, by where they are shown. */
export const t = { ...first, ...facts, ...request, ...team };
