import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkClasses, checkClassName, checkPrompt } from "../../src/task/check-classes.ts";
import { anyText, mistakeIn } from "./sources.ts";

describe("classes", () => {
  it.each([
    ["no class", [], "There are no classes; name at least two classes."],
    ["one class", [{ name: "a" }], 'There is only the class "a"; name at least two classes.'],
    ["an empty name", [{ name: "" }, { name: "b" }], "The name of a class is empty; give each class a name."],
    [
      "a blank name",
      [{ name: "a" }, { name: " \n" }],
      "The name of a class is empty; give each class a name.",
    ],
    [
      "one name twice",
      [{ name: "a" }, { name: "a" }],
      'The class "a" is given twice; give each class one description.',
    ],
    [
      "duplicate names except for blanks",
      [{ name: "a " }, { name: "\ta" }],
      'The class "a" is given twice; give each class one description.',
    ],
    [
      "an empty prompt",
      [{ name: "a", prompt: "" }, { name: "b" }],
      'The description (prompt) of the class "a" is empty; describe what belongs to the class.',
    ],
    [
      "a blank prompt",
      [{ name: "a", prompt: " \t" }, { name: "b" }],
      'The description (prompt) of the class "a" is empty; describe what belongs to the class.',
    ],
  ])("with %s are rejected with one sentence", async (_, classes, sentence) => {
    expect(await mistakeIn(() => checkClasses(classes))).toBe(sentence);
  });

  it("are returned in their order, with trimmed names and prompts", () => {
    const given = [{ name: " b", prompt: "B. \n", metadata: { id: 1 } }, { name: "a" }];
    expect(checkClasses(given)).toEqual([{ name: "b", prompt: "B.", metadata: { id: 1 } }, { name: "a" }]);
  });

  it("may have any names that differ and are not blank", () => {
    const names = fc.uniqueArray(
      fc.oneof(
        fc.constantFrom("__proto__", "constructor", "none", "1", "toString", "\ud83d"),
        anyText.map((text) => text.trim()),
      ),
      { minLength: 2 },
    );
    fc.assert(
      fc.property(names, (given) => {
        fc.pre(!given.includes(""));
        expect(checkClasses(given.map((name) => ({ name }))).map(({ name }) => name)).toEqual(given);
      }),
    );
  });
});

describe("a name and a prompt that are not strings", () => {
  it("are rejected, since JavaScript callers have no compiler", async () => {
    const name = 7 as unknown as string;
    const prompt = null as unknown as string;
    expect(await mistakeIn(() => checkClassName(name))).toBe("The name of a class must be a string.");
    expect(await mistakeIn(() => checkPrompt("a", prompt))).toBe(
      'The description (prompt) of the class "a" must be a string.',
    );
  });
});
