// Bundles the command line into a few files in dist/cli, so that it starts faster: Node takes about half a millisecond per module,
// and the command line has about 500. The library stays as the compiler writes it.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
const outdir = join(root, "dist/cli");

rmSync(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: {
    main: "src/cli/main.ts",
    // A process of its own, which code of the server starts by its path.
    "job-program": "src/server/models/job-program.ts",
  },
  outdir,
  bundle: true,
  // What only some commands need stays in files of its own, and is read only by them. All files are in one folder, as
  // deep as the folders of src/, so that paths from the code to the package's other files are the same.
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  sourcemap: true,
  // src/ is in the package.
  sourcesContent: false,
  logLevel: "warning",
});
