import { describe, expect, it } from "vitest";
import { libraryNaming } from "../../../src/files/records.ts";
import { chooseFields } from "../../../src/task/rows/choose-fields.ts";
import { mistakeIn } from "../sources.ts";

const wishes = { needsLabel: true, naming: libraryNaming };

describe("the fields of text and label", () => {
  it.each<[string[], string[], string]>([
    [["text", "label"], ["text"], "label"],
    [["Text", " Label "], ["Text"], " Label "],
    [["id", "sentence", "category"], ["sentence"], "category"],
    [["utterance", "intent"], ["utterance"], "intent"],
    [["message_text", "class-name"], ["message_text"], "class-name"],
    [["id", "subject", "body", "tags"], ["subject", "body"], "tags"],
    [["Body", "Subject", "Queue"], ["Subject", "Body"], "Queue"],
    [["title", "description", "topic"], ["title", "description"], "topic"],
    [["subject", "category"], ["subject"], "category"],
    [["text", "title", "label", "category"], ["text"], "label"],
    [["review", "sentiment", "id"], ["review"], "sentiment"],
    [["category", "tags", "content"], ["content"], "category"],
    [["text", "text_label", "label"], ["text"], "label"],
    [["wording", "label"], ["wording"], "label"],
  ])("of %j are %j and %j", (names, text, label) => {
    expect(chooseFields(names, wishes, "column")).toMatchObject({ text, label });
  });

  it("are a guess if neither their names are text and label nor the user named them", () => {
    const isGuess = (names: string[], more = {}) =>
      chooseFields(names, { ...wishes, ...more }, "column").isGuess;
    expect(isGuess(["text", "label"])).toBe(false);
    expect(isGuess(["text", "Label"])).toBe(true);
    expect(isGuess(["body", "class"])).toBe(true);
    expect(isGuess(["body", "class"], { textField: "body", labelField: "class" })).toBe(false);
    expect(isGuess(["text", "class"], { needsLabel: false })).toBe(false);
  });

  it.each<[string[], string]>([
    [
      ["message", "sentence", "label"],
      'has several columns that may hold the text ("message", "sentence"); choose one or more with the option textField. Its columns: "message", "sentence", "label".',
    ],
    [
      ["title", "subject", "body", "label"],
      'has several columns that may hold the text ("title", "subject", "body"); choose one or more with the option textField. Its columns: "title", "subject", "body", "label".',
    ],
    [
      ["text", "text (2)", "label"],
      'has several columns that may hold the text ("text", "text (2)"); choose one or more with the option textField. Its columns: "text", "text (2)", "label".',
    ],
    [
      ["text", "labels", "labels (2)"],
      'has several columns that may hold the label ("labels", "labels (2)"); choose one with the option labelField. Its columns: "text", "labels", "labels (2)".',
    ],
    [
      ["Text", "TEXT", "label"],
      'has several columns that may hold the text ("Text", "TEXT"); choose one or more with the option textField. Its columns: "Text", "TEXT", "label".',
    ],
    [
      ["text", "category", "intent"],
      'has several columns that may hold the label ("category", "intent"); choose one with the option labelField. Its columns: "text", "category", "intent".',
    ],
    [
      ["id", "words", "mood"],
      'has no column "text"; name the one that holds the text with the option textField. Its columns: "id", "words", "mood".',
    ],
    [
      ["id", "text", "mood"],
      'has no column "label"; name the one that holds the label with the option labelField. Its columns: "id", "text", "mood".',
    ],
    [
      ["text", "id"],
      'has no column "label"; name the one that holds the label with the option labelField. Its columns: "text", "id".',
    ],
    [
      ["text"],
      'has no column "label"; name the one that holds the label with the option labelField. Its columns: "text".',
    ],
  ])("of %j must be named", async (names, sentence) => {
    expect(await mistakeIn(() => chooseFields(names, wishes, "column"))).toBe(sentence);
  });

  it("that the user names may differ in blanks and case, and stay in the user's order", () => {
    const names = ["Subject ", "Body", "Kind of mail"];
    const given = { ...wishes, textField: ["body", "subject"], labelField: "kind_of_mail" };
    expect(chooseFields(names, given, "column")).toEqual({
      text: ["Body", "Subject "],
      label: "Kind of mail",
      isGuess: false,
    });
  });

  it("that the user names must exist", async () => {
    for (const [wish, option] of [
      [{ textField: "texte" }, "textField"],
      [{ labelField: "texte" }, "labelField"],
    ] as const) {
      expect(await mistakeIn(() => chooseFields(["text", "label"], { ...wishes, ...wish }, "field"))).toBe(
        `has no field "texte", which the option ${option} names. Its fields: "text", "label".`,
      );
    }
  });

  it("may lack a label if rows are to be classified", () => {
    const texts = { needsLabel: false, naming: libraryNaming };
    expect(chooseFields(["msg"], texts, "column").text).toEqual(["msg"]);
    expect(chooseFields(["text", "category", "intent"], texts, "column").text).toEqual(["text"]);
    expect(chooseFields(["words", "label"], texts, "column").text).toEqual(["words"]);
  });

  it("of thousands of columns are listed in part", async () => {
    const names = Array.from({ length: 5000 }, (_, i) => `c${i}`);
    expect(await mistakeIn(() => chooseFields(names, wishes, "column"))).toMatch(/"c19" and 4,980 more\.$/);
  });
});
