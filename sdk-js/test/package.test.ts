// What the published package holds, as npm itself lists it.
// It refuses to build or to write a package: dist is the build's, and is not looked at here.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("the package has both licences, word for word as the repository has them", () => {
  const listed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: new URL("..", import.meta.url),
    encoding: "utf8",
  });
  const [{ files }] = JSON.parse(listed) as [{ files: { path: string }[] }];
  const paths = files.map((file) => file.path);
  for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) {
    expect(paths).toContain(name);
    const read = (folder: string) => readFileSync(new URL(`${folder}/${name}`, import.meta.url), "utf8");
    expect(read("..")).toBe(read("../.."));
  }
});
