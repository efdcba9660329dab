import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { allPages, runnablePages } from "../scripts/pages.ts";
import { runPage, showsOutput } from "../scripts/run-page.ts";

const root = resolve(import.meta.dirname, "..");
const named = (files: readonly string[]) => files.map((file) => relative(root, file).replaceAll("\\", "/"));
const pages = named(allPages());

/** A page without its code. */
function proseOf(page: string): string {
  return page.replaceAll(/```[\s\S]*?```/g, "").replaceAll(/`[^`\n]*`/g, "");
}

/** The names that headings have in links, as the usual renderers make them. */
function anchorsOf(page: string): string[] {
  return [...page.replaceAll(/```[\s\S]*?```/g, "").matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("the pages", () => {
  it.each(pages)("%s links to files and headings that exist", (name) => {
    const file = join(root, name);
    const page = readFileSync(file, "utf8");
    const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link]) => link)
      .filter((link) => !/^[a-z]+:/.test(link));
    const broken = links.filter((link) => {
      const [path, anchor] = link.split("#");
      const target = path === "" ? file : join(dirname(file), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(target, "utf8")).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it.each(["ARCHITECTURE.md", "CONTRIBUTING.md"])("%s names files that exist", (name) => {
    const page = readFileSync(join(root, name), "utf8");
    const paths = [...page.matchAll(/`((?:src|tests|bench|scripts|docs|tools)\/[\w./-]*)`/g)];
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.map(([, path]) => path).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it.each(named(runnablePages()))(
    "%s shows commands and code that run, and what they print (npm run docs:output renews it)",
    (name) => {
      for (const { block, printed } of runPage(join(root, name))) {
        if (!showsOutput(block.content, printed)) expect(printed.trimEnd()).toBe(block.content.trimEnd());
      }
    },
    300_000,
  );
});

describe("comparing shown and printed output", () => {
  it("ignores times, blanks at line ends and small differences of probabilities and percentages", () => {
    expect(showsOutput("a 0.91 in 1.2 s\n88.0 % of 9\n", "a 0.905 in 14 s  \n88.9 % of 9")).toBe(true);
  });

  it.each([
    ["a 0.91", "b 0.91"],
    ["a 0.91", "a 0.81"],
    ["9 rows", "10 rows"],
    ["88 %", "68 %"],
    ["one\ntwo", "one"],
  ])("distinguishes %j from %j", (shown, printed) => {
    expect(showsOutput(shown, printed)).toBe(false);
  });
});
