// What every page of a project is given.
// A type only: refuses to know any page.

/** The project that is open, and what is open in it, by the address. */
export type PageProps = { project: string; id: string | undefined };
