import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

/** Files and folders whose texts are checked. */
const checkedPlaces = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "SECURITY.md",
  "src",
  "docs",
  "examples",
  "scripts",
  "tests",
  "bench",
  "tools",
  "train.sh",
  "classify.sh",
];

/** Phrases that readers have to read twice, with the words to use instead. */
const bannedPhrases: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
  {
    pattern:
      /\b(rows|texts?|lines?|objects?|tasks?|vectors?|tokens?|seconds?|examples?|calls?|prices?|answers?|draws?) an? (class|line|text|token|set|call|second|million|reply|language|label|word|task|example|training)\b/,
    instead: '"per", as in "rows per class"',
  },
  { pattern: /\bunless given\b/, instead: '"default: ..."' },
  { pattern: /\btold right\b|\btells right\b/, instead: '"classified correctly"' },
  { pattern: /\bis no (model|prompt|file)\b/, instead: '"is not a model"' },
  { pattern: /\bnought\b/, instead: '"zero"' },
  { pattern: /\bso many as\b/, instead: '"as many as"' },
  { pattern: /\b(is|are) refused\b/, instead: '"is rejected"' },
  { pattern: /\bwhere there (is|are|was|were)\b/, instead: '"if there is"' },
  { pattern: /\b(goes|went) on (training|to fit|from|with)\b/, instead: '"continues"' },
  { pattern: /\bgives? back\b|\bfor ever\b/, instead: '"returns", "always"' },
  { pattern: /\bwhoever\b|\bheed(s|ed)?\b/, instead: 'who or what it is, "follows"' },
  { pattern: /\bstays? as (it|they) (was|were)\b/, instead: '"does not change"' },
  {
    pattern: /\b(is|are) no (label|example|answer|class|record|error|mistake)\b(?! of)/,
    instead: '"is not a"',
  },
];

/** Files made by a tool or kept as measured. */
const isExempt = (path: string): boolean =>
  /(results|held-out)\.(md|json)$|\/fixtures\/|plain-english\.test\.ts$/.test(path);

function filesIn(place: string): string[] {
  const path = join(root, place);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .map((name) => join(path, name))
    .filter((name) => /\.(ts|js|mjs|md|sh|py)$/.test(name) && !isExempt(name.replaceAll("\\", "/")));
}

function violations(place: string): string[] {
  return filesIn(place).flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .flatMap((line, i) =>
        bannedPhrases
          .filter(({ pattern }) => pattern.test(line))
          .map(
            ({ pattern, instead }) =>
              `${relative(root, file)}:${i + 1}: "${pattern.exec(line)?.[0]}"; write ${instead}`,
          ),
      ),
  );
}

describe("plain English", () => {
  it.each(checkedPlaces)("is used in %s", (place) => {
    expect(filesIn(place)).not.toEqual([]);
    expect(violations(place)).toEqual([]);
  });

  it("has phrases that the check finds", () => {
    const found = (text: string) => bannedPhrases.some(({ pattern }) => pattern.test(text));
    expect(
      ["8 rows a class", "one text a line", "it is no model", "a file is refused"].filter(found),
    ).toHaveLength(4);
  });
});
