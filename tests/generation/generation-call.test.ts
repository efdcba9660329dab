import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  borderCall,
  callKey,
  classCall,
  classCalls,
  outOfScopeCall,
} from "../../src/generation/generation-call.ts";

const refund = { name: "refund", prompt: "Money back." };
const delivery = { name: "delivery", prompt: "Where is the parcel?" };
const none = { shown: [] };

describe("the key of a call", () => {
  const key = classCall("model", refund, 0, 12, none).key;

  it("stays the same between runs", () => {
    // The first 32 hex digits of the SHA-256 of [1,"model","class",null,"refund","Money back.",0,12] as JSON, by sha256sum.
    expect(key).toBe("2c1f2f89f8758a26ff415971359b36f6");
  });

  it.each([
    ["the model", classCall("other", refund, 0, 12, none)],
    ["the class's name", classCall("model", { ...refund, name: "refunds" }, 0, 12, none)],
    ["its prompt", classCall("model", { ...refund, prompt: "Money" }, 0, 12, none)],
    ["where the slots begin", classCall("model", refund, 12, 12, none)],
    ["how many", classCall("model", refund, 0, 11, none)],
    ["the task", classCall("model", refund, 0, 12, { task: "bank", shown: [] })],
    ["the kind of call", borderCall("model", refund, delivery, 12, none)],
    ["the kind of call too", outOfScopeCall("model", refund, [], 12, none)],
  ])("changes with %s", (_, call) => {
    expect(call.key).not.toBe(key);
  });

  it("does not change with rows, metadata, other classes or a rival's prompt", () => {
    expect(classCall("model", refund, 0, 12, { shown: ["a row"] }).key).toBe(key);
    expect(classCall("model", { ...refund, metadata: { a: 1 } }, 0, 12, none).key).toBe(key);
    const border = borderCall("model", refund, delivery, 6, none).key;
    expect(borderCall("model", refund, { ...delivery, prompt: "Changed." }, 6, none).key).toBe(border);
    expect(borderCall("model", refund, { ...delivery, name: "other" }, 6, none).key).not.toBe(border);
    const outside = outOfScopeCall("model", refund, ["delivery"], 5, none).key;
    expect(outOfScopeCall("model", refund, ["delivery", "account"], 5, none).key).toBe(outside);
  });

  it("differs for the same letters that are split into other parts", () => {
    expect(callKey("a", "bc")).not.toBe(callKey("ab", "c"));
    expect(callKey('a","b')).not.toBe(callKey("a", "b"));
  });
});

it("a call has its class as subject, and its texts are for this class or out of scope", () => {
  expect(classCall("m", refund, 0, 3, none)).toMatchObject({ subject: "refund", label: "refund" });
  expect(borderCall("m", refund, delivery, 3, none)).toMatchObject({ subject: "refund", label: "refund" });
  expect(outOfScopeCall("m", refund, [], 3, none)).toMatchObject({ subject: "refund", label: null });
});

const wantOf = (name: string, count: number, start = 0) => ({
  definition: { name, prompt: `About ${name}.` },
  start,
  count,
  surroundings: { shown: [] },
});
const slotsOf = (data: string): unknown[] => JSON.parse(data).slots;

it("the first call of every class comes before the second of any", () => {
  const calls = classCalls("m", [wantOf("a", 24), wantOf("b", 5), wantOf("c", 13)], 12);
  expect(calls.map(({ label, request }) => [label, slotsOf(request.data).length])).toEqual([
    ["a", 12],
    ["b", 5],
    ["c", 12],
    ["a", 12],
    ["c", 1],
  ]);
});

it("each class gets the requested number of texts, in calls of the allowed size that all differ", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { maxLength: 5 }), fc.integer({ min: 1, max: 20 }), (counts, size) => {
      const calls = classCalls(
        "m",
        counts.map((count, i) => wantOf(`class ${i}`, count, i)),
        size,
      );
      expect(new Set(calls.map(({ key }) => key)).size).toBe(calls.length);
      for (const [i, count] of counts.entries()) {
        const sizes = calls
          .filter(({ label }) => label === `class ${i}`)
          .map(({ request }) => slotsOf(request.data).length);
        expect(sizes.every((each) => each >= 1 && each <= size)).toBe(true);
        expect(sizes.reduce((sum, each) => sum + each, 0)).toBe(count);
      }
    }),
  );
});
