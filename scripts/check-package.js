// Packs the package, installs it into an empty folder as a user would, and uses it there: types, command, library.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "pilesort-package-"));
try {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { messages } = await publint({ pkgDir: root, strict: true });
  if (messages.length > 0)
    throw new Error(messages.map((message) => formatMessage(message, manifest)).join("\n"));

  const [{ filename, size, files }] = JSON.parse(
    run(root, "npm", "pack", "--json", "--pack-destination", folder),
  );
  const strangers = files.map(({ path }) => path).filter((path) => !allowed(path));
  if (strangers.length > 0)
    throw new Error(`The package holds files that it should not: ${strangers.join(", ")}`);
  console.log(`${filename}: ${files.length} files, ${(size / 1e6).toFixed(1)} MB`);

  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "user", private: true, type: "module" }),
  );
  writeFileSync(join(folder, ".npmrc"), readFileSync(join(root, ".npmrc")));
  run(folder, "npm", "install", "--no-audit", "--no-fund", "--loglevel=error", join(folder, filename));
  useCommand();
  useLibrary();
  console.log("The packed package installs, trains, classifies and imports.");
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function allowed(path) {
  return /^(dist|assets)\//.test(path) || ["package.json", "README.md", "LICENSE", "NOTICE"].includes(path);
}

function useCommand() {
  const version = pilesort("--version").trim();
  const expected = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
  if (version !== expected) throw new Error(`pilesort --version says ${version}, not ${expected}`);
  pilesort(
    "train",
    "--class",
    "refund: The customer wants money back.",
    "praise: The customer is happy.",
    "--save",
    "model",
  );
  const answer = JSON.parse(
    pilesort("classify", "--load", "model", "--json", "give me my money back").trim(),
  );
  if (answer.prediction !== "refund") throw new Error(`classify answers ${JSON.stringify(answer)}`);
}

function useLibrary() {
  const script = `
    import { Classifier, train } from "pilesort";
    const classifier = await train({ classes: { cat: "Cats purr and meow.", dog: "Dogs bark and fetch." } });
    const again = await Classifier.fromBytes(await classifier.toBytes());
    const [answer] = await again.classify(["it purrs"]);
    if (answer.prediction !== "cat") throw new Error(JSON.stringify(answer));`;
  writeFileSync(join(folder, "use.js"), script);
  run(folder, process.execPath, "use.js");
}

function pilesort(...options) {
  return run(folder, process.execPath, join(folder, "node_modules/pilesort/dist/cli/main.js"), ...options);
}

function run(cwd, command, ...options) {
  return execFileSync(command, options, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
