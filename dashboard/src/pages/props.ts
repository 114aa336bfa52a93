// The properties of every page of a project.
// A type only; knows no page.

/** The open project and the open item, from the address. */
export type PageProps = { project: string; id: string | undefined };
