import { expect, test } from "vitest";
import { cutSentenceParts } from "../../src/prompts/sentence-parts.ts";

const cases: readonly (readonly [name: string, text: string, parts: readonly string[]])[] = [
  [
    "a sentence is cut at and, and the word is left out",
    "The parcel came late and the invoice is wrong.",
    ["The parcel came late", "the invoice is wrong."],
  ],
  [
    "a sentence is cut at semicolons and at but with a comma",
    "The parcel came far too late; the invoice is wrong, but your staff was kind.",
    ["The parcel came far too late", "the invoice is wrong", "your staff was kind."],
  ],
  [
    "a sentence stays whole where a side has too few words",
    "I would like bread and butter.",
    ["I would like bread and butter."],
  ],
  [
    "a cut that is left out does not prevent a later one",
    "Bread and butter came late and the invoice is wrong.",
    ["Bread and butter came late", "the invoice is wrong."],
  ],
  [
    "sentences are cut apart",
    "Thanks a lot. My card was stolen and I need a new one.",
    ["Thanks a lot.", "My card was stolen", "I need a new one."],
  ],
  [
    "a word that only begins with and is no cut",
    "We saw all of Andorra from up there.",
    ["We saw all of Andorra from up there."],
  ],
  ["a text without words has no parts", " ... ", []],
];

test.each(cases)("%s", (_, text, parts) => {
  expect(cutSentenceParts(text, 4)).toEqual(parts);
});
