// Packs the package, installs it in an empty folder, and tests command, library, types and bundlers there.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const root = join(import.meta.dirname, "..");

const program = `
const classifier = await train({ classes: { cat: "Cats purr and meow.", dog: "Dogs bark and fetch." } });
const answer = await classifier.classify("it purrs");
console.log(answer.prediction);
await classifier.dispose();`;

const folder = mkdtempSync(join(tmpdir(), "pilesort-package-"));
const elsewhere = mkdtempSync(join(tmpdir(), "pilesort-elsewhere-"));
try {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { messages } = await publint({ pkgDir: root, strict: true });
  if (messages.length > 0)
    throw new Error(messages.map((message) => formatMessage(message, manifest)).join("\n"));

  const [{ filename, size, files }] = JSON.parse(
    run(root, "npm", "pack", "--json", "--pack-destination", folder),
  );
  const unexpected = files.map(({ path }) => path).filter((path) => !allowed(path));
  if (unexpected.length > 0)
    throw new Error(`The package contains files that do not belong in it: ${unexpected.join(", ")}`);
  console.log(`${filename}: ${files.length} files, ${(size / 1e6).toFixed(1)} MB`);

  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "user", private: true, type: "module" }),
  );
  writeFileSync(join(folder, ".npmrc"), readFileSync(join(root, ".npmrc")));
  run(folder, "npm", "install", "--no-audit", "--no-fund", "--loglevel=error", join(folder, filename));
  useCommand();
  nameMissingProviders();
  useLibrary();
  requireLibrary();
  checkTypes();
  bundleWithEsbuild();
  await bundleWithVite();
  console.log("The packed package works: installation, command, library, types and bundlers.");
} finally {
  for (const each of [folder, elsewhere]) rmSync(each, { recursive: true, force: true });
}

function allowed(path) {
  return (
    /^(dist|src|assets)\//.test(path) || ["package.json", "README.md", "LICENSE", "NOTICE"].includes(path)
  );
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
  const rows = [
    { text: "give me my money back", label: "refund" },
    { text: "you are great", label: "refund" },
  ];
  writeFileSync(join(folder, "rows.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  pilesort("evaluate", "--load", "model", "--data", "rows.jsonl", "--html", "report.html");
  const report = readFileSync(join(folder, "report.html"), "utf8");
  if (!report.includes("report-data") || !report.includes("you are great"))
    throw new Error("evaluate --html does not write a report");
}

/** Packages of providers are optional peers: a fresh installation has none, and says which one is needed. */
function nameMissingProviders() {
  const needed = {
    "openai:tiny": "@ai-sdk/openai",
    "anthropic:tiny": "@ai-sdk/anthropic",
    "ollama:tiny": "@ai-sdk/openai-compatible",
  };
  const env = { ...process.env, OPENAI_API_KEY: "none", ANTHROPIC_API_KEY: "none" };
  for (const [model, name] of Object.entries(needed)) {
    const options = ["generate", "--class", "cat: Cats purr.", "dog: Dogs bark.", "--llm", model];
    const { stderr } = spawnSync(
      process.execPath,
      [join(folder, "node_modules/pilesort/dist/cli/main.js"), ...options, "--piles", "piles"],
      { cwd: folder, env, encoding: "utf8" },
    );
    if (!stderr.includes(`run "npm install ${name}"`)) throw new Error(`--llm ${model} says:\n${stderr}`);
  }
}

function useLibrary() {
  const script = `
    import * as library from "pilesort";
    import { Classifier, train } from "pilesort";
    import * as encoders from "pilesort/encoders";
    import * as generate from "pilesort/generate";
    import * as io from "pilesort/io";
    import { htmlReport } from "pilesort/report";
    import * as testing from "pilesort/testing";
    const evaluation = library.evaluate(["cat"], [{ prediction: "cat" }]);
    if (!(await htmlReport(evaluation)).includes("<h1>Evaluation</h1>")) throw new Error("htmlReport makes no page");
    for (const [name, value] of [encoders, generate, io, testing].flatMap(Object.entries))
      if (library[name] !== value) throw new Error(name + " of a subpath is not that of pilesort");
    const classifier = await train({ classes: { cat: "Cats purr and meow.", dog: "Dogs bark and fetch." } });
    const again = await Classifier.fromBytes(await classifier.toBytes());
    const answer = await again.classify("it purrs");
    if (answer.prediction !== "cat") throw new Error(JSON.stringify(answer));`;
  writeFileSync(join(folder, "use.js"), script);
  run(folder, process.execPath, "use.js");
}

function requireLibrary() {
  const script = `const { train } = require("pilesort");\n(async () => {${program}})();`;
  writeFileSync(join(folder, "require.cjs"), script);
  expectCat(run(folder, process.execPath, "require.cjs"));
}

/** Compiles a strict program that uses the types of this package and of the packages they refer to. */
function checkTypes() {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, example] = /<!-- run: library -->\n```ts\n([\s\S]*?)```/.exec(readme);
  writeFileSync(join(folder, "example.ts"), example);
  writeFileSync(
    join(folder, "types.ts"),
    'import * as all from "pilesort";\nimport type { Classification, TrainOptions } from "pilesort";\n' +
      'import * as encoders from "pilesort/encoders";\nimport * as generate from "pilesort/generate";\n' +
      'import * as io from "pilesort/io";\nimport * as report from "pilesort/report";\nimport * as testing from "pilesort/testing";\n' +
      "export const used: unknown[] = [all, encoders, generate, io, report, testing];\nexport type Used = [Classification, TrainOptions];\n",
  );
  writeFileSync(
    join(folder, "disposing.ts"),
    'import { type Classification, Classifier } from "pilesort";\nimport { openEncoder } from "pilesort/encoders";\n' +
      "export async function use(texts: string[]): Promise<Classification[]> {\n" +
      "  await using encoder = await openEncoder();\n  await using classifier = new Classifier({ encoder });\n" +
      '  const one: Classification = await classifier.classify("a");\n' +
      "  const list: Classification[] = await classifier.classify(texts);\n  return [one, ...list];\n}\n",
  );
  writeFileSync(join(folder, "types.cts"), 'import { train } from "pilesort";\nexport const used = train;\n');
  const compilerOptions = {
    target: "ES2022",
    lib: ["ES2022"],
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  };
  const settings = {
    nodenext: { module: "NodeNext", moduleResolution: "NodeNext" },
    bundler: { module: "ESNext", moduleResolution: "Bundler" },
    disposing: { module: "NodeNext", moduleResolution: "NodeNext", lib: ["ES2022", "ESNext.Disposable"] },
  };
  for (const [name, modules] of Object.entries(settings)) {
    const config = {
      compilerOptions: { ...compilerOptions, ...modules },
      files: [
        "example.ts",
        "types.ts",
        ...(name === "nodenext" ? ["types.cts"] : []),
        ...(name === "disposing" ? ["disposing.ts"] : []),
      ],
    };
    writeFileSync(join(folder, `tsconfig.${name}.json`), JSON.stringify(config));
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    try {
      run(folder, process.execPath, compiler, "-p", `tsconfig.${name}.json`);
    } catch (error) {
      throw new Error(`The types do not compile (${name}):\n${error.stdout}`);
    }
  }
}

/** Bundles as docs/bundlers.md describes, and with only the native package external. Both find the encoder files. */
function bundleWithEsbuild() {
  writeFileSync(join(folder, "bundled.js"), `import { train } from "pilesort";${program}`);
  const esbuild = createRequire(join(root, "package.json"))("esbuild");
  for (const external of [["pilesort", "onnxruntime-node"], ["onnxruntime-node"]]) {
    esbuild.buildSync({
      absWorkingDir: folder,
      entryPoints: ["bundled.js"],
      outfile: "out/bundled.mjs",
      bundle: true,
      platform: "node",
      format: "esm",
      external,
    });
    expectCat(run(folder, process.execPath, "out/bundled.mjs"));
  }
  // Outside the project the encoder files cannot be found. The message names the setting to add.
  const alone = join(folder, "alone");
  mkdirSync(join(alone, "node_modules"), { recursive: true });
  cpSync(join(folder, "out/bundled.mjs"), join(alone, "a/b/bundled.mjs"));
  for (const name of ["onnxruntime-node", "onnxruntime-common"])
    cpSync(join(folder, "node_modules", name), join(alone, "node_modules", name), { recursive: true });
  cpSync(alone, elsewhere, { recursive: true });
  const { stderr } = spawnSync(process.execPath, ["a/b/bundled.mjs"], { cwd: elsewhere, encoding: "utf8" });
  if (!stderr.includes('external: ["pilesort", "onnxruntime-node"]'))
    throw new Error(`A bundle without the encoder files prints:\n${stderr}`);
}

async function bundleWithVite() {
  const { build } = await import("vite");
  await build({
    root: folder,
    logLevel: "warn",
    configFile: false,
    build: { ssr: "bundled.js", outDir: "vite" },
    ssr: { noExternal: true, external: ["pilesort", "onnxruntime-node"] },
  });
  expectCat(run(folder, process.execPath, "vite/bundled.js"));
}

function expectCat(output) {
  if (output.trim() !== "cat") throw new Error(`The program printed ${JSON.stringify(output)}`);
}

function pilesort(...options) {
  return run(folder, process.execPath, join(folder, "node_modules/pilesort/dist/cli/main.js"), ...options);
}

function run(cwd, command, ...options) {
  return execFileSync(command, options, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
