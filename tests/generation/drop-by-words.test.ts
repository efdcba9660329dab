import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dropByWords } from "../../src/generation/drop-by-words.ts";
import type { GeneratedText } from "../../src/generation/generated-text.ts";

const classes = [
  { name: "refund", prompt: "The customer wants the money of an order paid back to the card." },
  { name: "delivery", prompt: "The customer asks where a parcel is and when it comes." },
  { name: "account" },
];
const rows = [
  { label: "refund", text: "Give me my money!", origin: "real" as const },
  { label: "refund", text: "An earlier generated text", origin: "generated" as const },
];
const written = (label: string | null, text: string): GeneratedText => ({
  label,
  text,
  generator: "scripted",
  call: "c1",
});
const sift = (...texts: GeneratedText[]) => dropByWords(classes, rows, texts);

it.each([
  ["empty", " ... "],
  ["too long", "long ".repeat(1_000)],
  ["refusal", "I'm sorry, I can't help with that."],
  ["talk about the task", "Here are some texts"],
  ["other script", "Где моя посылка?"],
  ["echo of the prompt", "the customer wants the money of an order paid back"],
  ["list of class names", "refund, delivery, account"],
  ["copy of a row", "give me my money"],
])("a text is dropped as %s, with its text unchanged", (reason, text) => {
  expect(sift(written("refund", text))).toEqual({
    kept: [],
    dropped: [{ ...written("refund", text), reason }],
  });
});

it("a good text loses only spaces, and an earlier generated text may be written again", () => {
  const { kept, dropped } = sift(
    written("refund", " I  want\nmy 20 euros "),
    written("refund", "An earlier generated text"),
  );
  expect(kept.map(({ text }) => text)).toEqual(["I want my 20 euros", "An earlier generated text"]);
  expect(dropped).toEqual([]);
});

describe("texts written more than once", () => {
  const reasons = (...texts: GeneratedText[]) => sift(...texts).dropped.map(({ reason }) => reason);
  it("in one class: the first stays", () => {
    const { kept, dropped } = sift(written("refund", "Pay me."), written("refund", "pay me"));
    expect(kept).toEqual([written("refund", "Pay me.")]);
    expect(dropped).toEqual([{ ...written("refund", "pay me"), reason: "duplicate" }]);
  });
  it("in two classes: none stays", () => {
    expect(reasons(written("refund", "Pay me."), written("delivery", "pay me"))).toEqual([
      "written for two classes",
      "written for two classes",
    ]);
  });
  it("in a class and for none: the class keeps it, whatever the order", () => {
    for (const order of [
      ["refund", null],
      [null, "refund"],
    ] as const) {
      const { kept, dropped } = sift(...order.map((label) => written(label, "pay me")));
      expect(kept).toEqual([written("refund", "pay me")]);
      expect(dropped).toEqual([{ ...written(null, "pay me"), reason: "close to a class" }]);
    }
  });
});

it("descriptions in another script keep texts in that script", () => {
  const russian = [
    { name: "refund", prompt: "Клиент хочет вернуть деньги" },
    { name: "delivery", prompt: "Клиент спрашивает о посылке" },
  ];
  const { kept, dropped } = dropByWords(
    russian,
    [],
    [
      written("refund", "Верните мне мои деньги"),
      written("refund", "I want my money"),
      written("refund", "1000 €"),
    ],
  );
  expect(kept.map(({ text }) => text)).toEqual(["Верните мне мои деньги", "1000 €"]);
  expect(dropped.map(({ reason }) => reason)).toEqual(["other script"]);
});

it("every text is kept or dropped, with the label that it was requested for", () => {
  const anyText = fc.record({
    label: fc.constantFrom("refund", "delivery", null),
    text: fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("pay me", "Pay me!", "where is it")),
  });
  fc.assert(
    fc.property(fc.array(anyText), (texts) => {
      const all = texts.map(({ label, text }, i) => ({ ...written(label, text), call: `call ${i}` }));
      const { kept, dropped } = sift(...all);
      const found = [...kept, ...dropped].map(({ label, call }) => `${call} ${label}`);
      expect(found.sort()).toEqual(all.map(({ label, call }) => `${call} ${label}`).sort());
    }),
  );
});
