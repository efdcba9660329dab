import { expect, it } from "vitest";
import { distinctiveWords } from "../../src/prompts/distinctive-words.ts";

it("names words that are frequent in the texts and rare in the others", () => {
  const texts = ["the rain in Paris", "rain and the wind", "The rain stops"];
  const others = ["where is the parcel", "the money", "the door", "the parcel is late"];
  expect(distinctiveWords(texts, others, 1)).toEqual(["rain"]);
});

it.each([
  ["Cyrillic", ["погода завтра", "какая погода"], ["где моя посылка"], "погода"],
  ["Devanagari with marks", ["मौसम कैसा", "मौसम आज"], ["पार्सल कहाँ"], "मौसम"],
])("reads words of %s", (_, texts, others, word) => {
  expect(distinctiveWords(texts, others, 1)).toEqual([word]);
});

it("finds none in texts without words", () => {
  expect(distinctiveWords(["...", "123"], ["a text"], 3)).toEqual([]);
  expect(distinctiveWords([], ["a text"], 3)).toEqual([]);
});
