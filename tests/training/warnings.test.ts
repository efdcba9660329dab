import { describe, expect, it } from "vitest";
import { trainingWarnings } from "../../src/training/warnings.ts";

const long = "texts on this and that";

function prompts(angles: readonly (number | undefined)[]) {
  const data = Float32Array.from(
    angles.flatMap((angle) => (angle === undefined ? [0, 0] : [Math.cos(angle), Math.sin(angle)])),
  );
  return {
    means: { rows: angles.length, columns: 2, data },
    known: angles.map((angle) => angle !== undefined),
  };
}

describe("the warnings of a training", () => {
  it("name a description of fewer than four words, but not if the class has examples or no description", async () => {
    const classes = [
      { name: "a", prompt: "two words" },
      { name: "b", prompt: "three short words" },
      { name: "c" },
      { name: "d", prompt: long },
    ];
    const found = await trainingWarnings(
      classes,
      prompts([0, 1.5, undefined, 3]),
      Float64Array.of(0, 1, 1, 0),
    );
    expect(found.map(({ kind, classes }) => [kind, classes])).toEqual([["thin-prompt", ["a"]]]);
    expect(found[0].message).toContain('"a"');
  });

  it("name classes with nearly equal descriptions, the closest first", async () => {
    const classes = ["a", "b", "c", "d"].map((name) => ({ name, prompt: `${long} ${name}` }));
    const found = await trainingWarnings(classes, prompts([0, 0.3, 2, 2.1]), new Float64Array(4));
    expect(found.map(({ kind, classes }) => [kind, classes])).toEqual([
      ["similar-classes", ["c", "d"]],
      ["similar-classes", ["a", "b"]],
    ]);
  });

  it("name classes with the same description, however far apart their names are", async () => {
    const classes = [
      { name: "a", prompt: long },
      { name: "b", prompt: `${long} b` },
      { name: "c", prompt: ` ${long.toUpperCase()}` },
    ];
    const found = await trainingWarnings(classes, prompts([0, 1, 2]), new Float64Array(3));
    expect(found.map(({ kind, classes }) => [kind, classes])).toEqual([["similar-classes", ["a", "c"]]]);
  });

  it("share one warning for short descriptions, and name five pairs one by one", async () => {
    const classes = Array.from({ length: 18 }, (_, c) => ({ name: `class ${c}`, prompt: `short ${c}` }));
    const angles = classes.map((_, c) => (c % 2) * 1e-3);
    const found = await trainingWarnings(classes, prompts(angles), new Float64Array(18));
    expect(found.map(({ kind }) => kind)).toEqual(["thin-prompt", ...Array(6).fill("similar-classes")]);
    expect(found[0].classes.length).toBe(18);
    expect(found[0].message).toContain("and 15 more");
  });
});
