// Finds imports that break the layout of a workspace: upward, sideways, or in a cycle.
// It refuses to search the text for imports: TypeScript's scanner finds them, type-only imports included.
import ts from "typescript";

/** The text of each source file, by its path below the folder, such as `ui/form.tsx`. */
export type Sources = Record<string, string>;

/**
 * The floors of a folder, lowest first, each a list of modules: subfolders, and files beside them without their extension.
 * A module imports from itself and from modules on lower floors, but from no other module on its own floor.
 */
export type Floors = string[][];

/** Reads the sources in a folder, given as a file URL that ends in a slash. */
export function sources(folder: URL): Sources {
  const root = decodeURIComponent(folder.pathname);
  const files = ts.sys.readDirectory(root, [".ts", ".tsx"], ["**/*.d.ts"]);
  return Object.fromEntries(files.map((file) => [file.slice(root.length), ts.sys.readFile(file) ?? ""]));
}

/** One sentence for each thing wrong with the imports. `floors` has the floors of the folder itself under "", and of its subfolders by path. */
export function complaints(files: Sources, floors: Record<string, Floors>): string[] {
  const uses = imports(files);
  return [
    ...Object.entries(floors).flatMap(([folder, own]) => misplaced(uses, folder, own)),
    ...cycles(uses),
  ];
}

/** The source files that each source file imports. */
function imports(files: Sources): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [file, text] of Object.entries(files)) {
    const named = ts.preProcessFile(text).importedFiles.map((one) => one.fileName);
    const paths = named
      .filter((name) => name.startsWith("."))
      .map((name) => new URL(name.replace(/\.js$/, ""), `file:///${file}`).pathname.slice(1));
    const own = paths.flatMap((path) => [`${path}.ts`, `${path}.tsx`].filter((one) => one in files));
    found.set(file, [...new Set(own)]);
  }
  return found;
}

/** Imports between the modules of a folder that do not go to a lower floor, and modules without a floor. */
function misplaced(uses: Map<string, string[]>, folder: string, floors: Floors): string[] {
  const start = folder && `${folder}/`;
  const moduleOf = (file: string) => file.slice(start.length).split(/[/.]/)[0] ?? "";
  const floorOf = (module: string) => floors.findIndex((modules) => modules.includes(module));
  const inside = [...uses].filter(([file]) => file.startsWith(start));
  const modules = new Set(inside.map(([file]) => moduleOf(file)));
  const empty = floors.flat().filter((module) => !modules.has(module));
  const unplaced = [...modules].filter((module) => floorOf(module) < 0);
  const wrong = inside.flatMap(([file, used]) =>
    used
      .filter((other) => other.startsWith(start) && moduleOf(other) !== moduleOf(file))
      .filter((other) => floorOf(moduleOf(other)) >= floorOf(moduleOf(file)))
      .map((other) => `${file} imports ${other}, which is not on a lower floor`),
  );
  return [
    ...empty.map((module) => `${start}${module} has a floor but no file`),
    ...unplaced.map((module) => `${start}${module} has no floor`),
    ...wrong,
  ];
}

/** Import cycles: at least one path through each group of files that import each other. */
function cycles(uses: Map<string, string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string) => {
    const at = path.indexOf(file);
    if (at >= 0) found.push(`${[...path.slice(at), file].join(" → ")} is an import cycle`);
    if (at >= 0 || done.has(file)) return;
    path.push(file);
    for (const next of uses.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of uses.keys()) visit(file);
  return found;
}
