import { describe, expect, it } from "vitest";
import type { BranchRemoval, RemovalEffect } from "../../../src/index.ts";
import { evaluate } from "../../../src/index.ts";
import type { StudioClass } from "../../../src/studio/contract.ts";
import { queryOf } from "../../../web/studio/api/request.ts";
import { confusionOf } from "../../../web/studio/screens/quality/confusion-of.ts";
import { addressOf, routeOf } from "../../../web/studio/state/addresses.ts";
import { highlightedParts } from "../../../web/studio/state/highlighted-parts.ts";
import { nameOfKeys } from "../../../web/studio/state/key-names.ts";
import { levelWords } from "../../../web/studio/state/level-words.ts";
import { matchingNames } from "../../../web/studio/state/matching-names.ts";
import { possibleParents } from "../../../web/studio/state/possible-parents.ts";
import { bytes, duration, keyOfClass, plural } from "../../../web/studio/state/words.ts";

describe("addresses of the page", () => {
  it("name a project and its screen, and are read again", () => {
    const route = { at: "project", project: "support-mail", screen: "quality" } as const;
    expect(addressOf(route)).toBe("#/project/support-mail/quality");
    expect(routeOf(addressOf(route))).toEqual(route);
  });

  it.each(["", "#", "#/", "#/project", "#/project/", "#/else/where"])(
    "%j gives the list of projects",
    (hash) => {
      expect(routeOf(hash)).toEqual({ at: "projects" });
    },
  );

  it("open the workbench if the screen is not known", () => {
    expect(routeOf("#/project/mail/nothing")).toEqual({ at: "project", project: "mail", screen: "sort" });
  });

  it("leave out values of a query that are undefined", () => {
    expect(queryOf({ filter: "unsure", class: undefined, offset: 0 })).toBe("?filter=unsure&offset=0");
    expect(queryOf({})).toBe("");
  });
});

describe("keys", () => {
  const pressed = (
    key: string,
    held: Partial<Record<"ctrlKey" | "metaKey" | "shiftKey" | "altKey", boolean>> = {},
  ) => nameOfKeys({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

  it("are named by what is held and pressed", () => {
    expect(pressed("Z", { ctrlKey: true, shiftKey: true })).toBe("ctrl+shift+z");
    expect(pressed("ArrowDown", { shiftKey: true })).toBe("shift+arrowdown");
    expect(pressed(" ")).toBe("space");
  });

  it("are the same with the Command key as with Ctrl", () => {
    expect(pressed("z", { metaKey: true })).toBe(pressed("z", { ctrlKey: true }));
  });

  it("that need Shift on some keyboards are named by their sign", () => {
    expect(pressed("?", { shiftKey: true })).toBe("?");
  });

  it("correct to the first nine classes", () => {
    expect([keyOfClass(0), keyOfClass(8), keyOfClass(9)]).toEqual(["1", "9", undefined]);
  });
});

describe("names of classes", () => {
  const names = ["card payment", "Payment", "repayment", "refund"];

  it("that start with the typed letters come first, then those with such a word", () => {
    expect(matchingNames(names, "pay")).toEqual(["Payment", "card payment", "repayment"]);
  });

  it("are all listed before anything is typed", () => {
    expect(matchingNames(names, "  ")).toBe(names);
  });
});

describe("parents of a class", () => {
  const of = (id: number, parent: number | null) => ({ id, parent }) as StudioClass;
  const classes = [of(1, null), of(2, 1), of(3, 2), of(4, null)];

  it("are classes that are not below it", () => {
    expect(possibleParents(classes, 1).map(({ id }) => id)).toEqual([4]);
    expect(possibleParents(classes, 3).map(({ id }) => id)).toEqual([1, 2, 4]);
  });

  it("are found even if stored parents form a circle", () => {
    expect(possibleParents([of(1, 2), of(2, 1), of(3, null)], 3).map(({ id }) => id)).toEqual([1, 2]);
  });
});

describe("highlighted words", () => {
  const word = (start: number, end: number, change: number) =>
    ({ places: [{ start, end }], change }) as unknown as RemovalEffect;

  it("cut a text into parts that together are the text", () => {
    const text = "Where is my refund?";
    const parts = highlightedParts(text, [word(12, 18, -0.5), word(0, 5, 0.1), word(9, 11, 0.001)]);
    expect(parts).toEqual([
      { part: "Where", speaks: "against" },
      { part: " is my " },
      { part: "refund", speaks: "for" },
      { part: "?" },
    ]);
    expect(parts.map(({ part }) => part).join("")).toBe(text);
  });

  it("do not overlap", () => {
    const parts = highlightedParts("abcdef", [word(0, 4, -1), word(2, 6, -1)]);
    expect(parts.map(({ part }) => part).join("")).toBe("abcdef");
  });
});

describe("highlighted words of a level of a tree", () => {
  const removal = (part: string, change: number) =>
    ({ part, places: [], change }) as unknown as BranchRemoval;
  const words = [removal("cheddar", -0.5)] as unknown as RemovalEffect[];
  const explained = { label: "Food > Cheese", probability: 0.9 };
  const explanation = { words, explained, isOwnExample: false };
  const [cheddar, sofa] = [removal("cheddar", -0.4), removal("sofa", 0.1)];
  const [litre, chair] = [removal("litre", -0.1), removal("chair", 0.1)];
  const sibling = {
    ...{ branch: "Home", probability: 0.1 },
    ...{ wordsAgainst: [cheddar, chair], wordsFor: [sofa, litre] },
  };
  const food = { level: 1, branch: "Food", probability: 0.9, sibling };

  it("separate its branch from the sibling, without those that a third branch turns around", () => {
    expect(levelWords(explanation, food)).toEqual({ words: [cheddar, sofa], label: "Food" });
  });

  it("are those of the explained class if the branch has no sibling", () => {
    const alone = { level: 1, branch: "Food", probability: 1 };
    expect(levelWords(explanation, alone)).toEqual({ words, label: "Food > Cheese" });
  });

  it("are none if the text is an own example", () => {
    expect(levelWords({ ...explanation, isOwnExample: true }, food)).toEqual({ words: [], label: "Food" });
  });
});

describe("the confusion matrix of the page", () => {
  it("has all classes and every row if they are few", () => {
    const view = confusionOf(
      evaluate(["a", "a", "b"], [{ prediction: "a" }, { prediction: "b" }, { prediction: "b" }]),
    );
    expect(view.labels).toEqual(["a", "b"]);
    expect(view.cells).toContainEqual([0, 1, 1]);
    expect(view.support).toEqual([2, 1]);
    expect(view.leftOut).toBe(0);
  });

  it("shows the classes with the most wrong answers of many", () => {
    const truths = Array.from({ length: 40 }, (_, i) => `class ${i}`);
    const answers = truths.map((truth, i) => ({ prediction: i === 30 ? "class 31" : truth }));
    const view = confusionOf(evaluate(truths, answers));
    expect(view.labels).toHaveLength(16);
    expect(view.labels).toEqual(expect.arrayContaining(["class 30", "class 31"]));
    expect(view.leftOut).toBe(24);
  });
});

describe("words for numbers", () => {
  it("agree with their noun", () => {
    expect([plural(1, "text"), plural(2, "text"), plural(1200, "class", "classes")]).toEqual([
      "1 text",
      "2 texts",
      "1,200 classes",
    ]);
  });

  it("name bytes and durations", () => {
    expect([bytes(0), bytes(999), bytes(3_400_000)]).toEqual(["0 B", "999 B", "3.4 MB"]);
    expect([duration(40), duration(180), duration(5_400)]).toEqual(["40 s", "3 min", "1.5 h"]);
  });
});
