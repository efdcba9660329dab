import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readableName } from "../../src/prompts/readable-name.ts";
import { cutSentences } from "../../src/prompts/sentences.ts";
import { cutPrompts, type SnippetKind } from "../../src/prompts/snippets.ts";

function textsOf(prompt: string, kind: SnippetKind, name = "thing"): string[] {
  return cutPrompts([{ name, prompt }])
    .filter((snippet) => snippet.kind === kind)
    .map(({ text }) => text);
}

describe("the snippets of a description", () => {
  it("begin with the name, a sentence about it, the description, and both together", () => {
    const snippets = cutPrompts([{ name: "Refund_now", prompt: "Money  back.\nPlease" }]);
    expect(snippets.slice(0, 4)).toEqual(
      (
        [
          ["name", "Refund now"],
          ["about", "This is about Refund now."],
          ["whole", "Money back. Please"],
          ["named", "Refund now: Money back. Please"],
        ] as const
      ).map(([kind, text]) => ({ label: "Refund_now", text, origin: "prompt", kind })),
    );
  });

  it.each<[string, SnippetKind, string, string[]]>([
    [
      "an abbreviation does not end a sentence",
      "clause",
      "Cats, e.g. tabbies, purr. They sleep!",
      ["Cats, e.g. tabbies, purr", "They sleep!"],
    ],
    [
      "an initial does not end a sentence",
      "clause",
      "J. Smith met Dr. Who. Then left",
      ["J. Smith met Dr. Who", "Then left"],
    ],
    ["a clause needs two words", "clause", "Refunds; money is back: gone", ["money is back"]],
    [
      "dashes and brackets separate clauses",
      "clause",
      "Late parcels (or lost ones) – any carrier",
      ["Late parcels", "or lost ones", "any carrier"],
    ],
    ["a hyphen inside a word does not separate", "clause", "sign-up problems", ["sign-up problems"]],
    [
      "a comma before a subordinate clause separates",
      "clause",
      "Cards that are lost, which must be blocked",
      ["Cards that are lost", "which must be blocked"],
    ],
    ["a list with and", "item", "Shoes, bags, hats and gloves.", ["Shoes", "bags", "hats", "gloves"]],
    [
      "a list with a comma before or",
      "item",
      "Shoes, bags, hats, or gloves",
      ["Shoes", "bags", "hats", "gloves"],
    ],
    ["three parts are not a list", "item", "Shoes, bags and hats", []],
    [
      "the introduction of a list is left out",
      "item",
      "Products such as shoes, bags, hats and gloves",
      ["shoes", "bags", "hats", "gloves"],
    ],
    [
      "an item of more than eight words is left out",
      "item",
      "a, b, c, one two three four five six seven eight nine",
      ["a", "b", "c"],
    ],
    [
      "straight and curly quotes",
      "quote",
      'Says "where is it?" or “still waiting”.',
      ["where is it?", "still waiting"],
    ],
    ["a quotation of one character is left out", "quote", 'The letter "a".', []],
    ["a negative sentence is left out", "clause", "Money back. Not about late parcels.", ["Money back"]],
    ["a negative tail is left out", "clause", "Money back, not late parcels", ["Money back"]],
    ["a comparison is left out", "clause", "Cats that purr unlike dogs that bark", ["Cats that purr"]],
    [
      "a reference to another class is left out",
      "clause",
      "Late parcels; lost ones belong to another class",
      ["Late parcels"],
    ],
    ["a list in a negative tail is left out", "item", "Money back, not shoes, bags, hats, gloves", []],
    ["full-width stops", "clause", "我 要 退款。包裹 在 哪里？", ["我 要 退款", "包裹 在 哪里"]],
    [
      "letters of other scripts",
      "clause",
      "Où est mon colis ? Где моя посылка?",
      ["Où est mon colis ?", "Где моя посылка?"],
    ],
  ])("%s: %s of %j", (_, kind, prompt, expected) => {
    expect(textsOf(prompt, kind)).toEqual(expected);
  });

  it("are not made for a class without a description", () => {
    expect(cutPrompts([{ name: "a" }])).toEqual([]);
  });

  it("have at least one word and differ, for any name and description", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 80 }),
      fc
        .array(
          fc.constantFrom(
            "cat",
            "e.g.",
            ", ",
            " not ",
            '"',
            "“",
            "”",
            ". ",
            "(",
            "]",
            "…",
            "。",
            " and ",
            "—",
            "\u{1f600}",
            "ß",
            ";",
            "\ud800",
          ),
          { maxLength: 40 },
        )
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, text, (name, prompt) => {
        const snippets = cutPrompts([{ name, prompt }]);
        expect(snippets.length).toBeGreaterThan(0);
        for (const snippet of snippets) {
          expect(snippet.text).toMatch(/[\p{L}\p{N}]/u);
          expect(snippet).toMatchObject({ label: name, origin: "prompt" });
        }
        const keys = snippets.map(({ kind, text }) => JSON.stringify([kind, text]));
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 1000 },
    );
  });

  it("of long runs of punctuation take linear time", () => {
    // Half a million of each. Quadratic time would be an hour.
    for (const run of [".", "-", '"', "…", ";:", "("]) {
      expect(textsOf(`before${run.repeat(500_000)}x after`, "name")).toEqual(["thing"]);
    }
  });
});

describe("sentences", () => {
  it("keep closing quotes and brackets, and lose only white space", () => {
    expect(cutSentences('He said "go." (Then he left.) Why? ... 3.5 percent!')).toEqual([
      'He said "go."',
      "(Then he left.)",
      "Why?",
      "3.5 percent!",
    ]);
  });
});

describe("a readable name", () => {
  it.each([
    ["Refund_not__showing_up", "Refund not showing up"],
    ["comp.sys.mac", "comp sys mac"],
    ["lostCard", "lost Card"],
    ["version 2.0", "version 2.0"],
    ["HTTPServer", "HTTPServer"],
    ["_private_", "private"],
    ["Größe", "Größe"],
    ["一般", "一般"],
  ])("of %j is %j", (name, readable) => {
    expect(readableName(name)).toBe(readable);
  });
});
