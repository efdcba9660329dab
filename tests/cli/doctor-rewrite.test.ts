import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runProgram } from "../../src/cli/run-program.ts";
import { readTaskFile } from "../../src/index.ts";
import { version } from "../../src/version.ts";
import { startModelServer } from "../llm/model-server.ts";
import { testContext } from "./contexts.ts";
import { completion } from "./generation-server.ts";
import { emptyFolder } from "./processes.ts";

const better =
  "The customer wants money back for an order, was charged twice, or asks when the refund of a payment arrives at the bank.";

async function run(...words: string[]) {
  const context = testContext();
  const status = await runProgram(words, version, context);
  return { status, ...context.written };
}

it("doctor --llm shows before and after, and --write writes the classes with the rewrites that help", async () => {
  const server = await startModelServer(() => completion(JSON.stringify({ description: better })));
  const place = emptyFolder();
  const classes = join(place, "classes.yaml");
  writeFileSync(
    classes,
    "refund: Money.\nshipping: Where a parcel is, when the courier delivers it, and boxes that are late, lost or at a wrong address.\n",
  );
  const asked = ["doctor", "--classes", classes, "--llm", "house", "--llm-url", server.url];
  const files = ["--write", join(place, "better.yaml"), "--replies", join(place, "replies")];
  const { status, stdout, stderr } = await run(...asked, ...files);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stdout).toContain('"refund": kept (problems 1 -> 0');
  expect(stdout).toContain("before: Money.");
  expect(stdout).toContain(`after:  ${better}`);
  const written = await readTaskFile(join(place, "better.yaml"));
  expect(written.classes.map(({ prompt }) => prompt)).toEqual([better, expect.stringContaining("parcel")]);
  expect(readFileSync(classes, "utf8")).toContain("Money.");
  const again = await run(...asked, ...files, "--json");
  expect(JSON.parse(again.stdout)).toMatchObject({
    rewrites: [{ label: "refund", isKept: true }],
    keptCalls: 1,
  });
  expect(server.seen).toHaveLength(1);
});

it("doctor sends nothing without --llm, and rejects flags that need it", async () => {
  const place = emptyFolder();
  const classes = join(place, "classes.yaml");
  writeFileSync(classes, "refund: Money.\nshipping: Parcels.\n");
  const { status, stderr } = await run("doctor", "--classes", classes, "--write", join(place, "x.yaml"));
  expect(status).toBe(2);
  expect(stderr).toContain("The option --write needs a language model");
  expect(existsSync(join(place, "x.yaml"))).toBe(false);
});
