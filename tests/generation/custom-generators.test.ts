import { describe, expect, it } from "vitest";
import { TryAgain } from "../../src/async/retry.ts";
import { CancelledError, InputError, RemoteError, RetryableError } from "../../src/errors.ts";
import {
  customCall,
  customModel,
  fromExpander,
  fromGenerator,
  fromModifier,
  readCustomReply,
} from "../../src/generation/custom-generators.ts";
import type { GeneratorContext } from "../../src/generation/generator.ts";

const classes = [
  { name: "refund", prompt: "Money back.", metadata: { queue: 1 } },
  { name: "delivery", prompt: "Parcels." },
];
const [refund] = classes;

type Seen = [readonly string[], unknown, GeneratorContext];
const noted: Seen[] = [];
const note = async (...seen: Seen) => {
  noted.push(seen);
  return seen[0].map((text) => `${text}!`);
};
const hooks = {
  generator: fromGenerator({
    name: "g",
    generate: async (definition, context) => [...(await note([], definition, context)), "new"],
  }),
  modifier: fromModifier({ name: "m", modify: note }),
  expander: fromExpander({ name: "e", expand: note }),
};

it.each([
  ["generator", [], ["new"]],
  ["modifier", ["one"], ["one!"]],
  ["expander", ["one"], ["one!"]],
] as const)(
  "a %s is given the class as it is, the texts and what it may know",
  async (kind, texts, written) => {
    noted.length = 0;
    const model = customModel(hooks[kind], classes);
    const { request, ...call } = customCall(hooks[kind], refund, 5, ["a row"], texts);
    expect(call).toMatchObject({ subject: "refund", label: "refund" });
    const signal = new AbortController().signal;
    const { text } = await model.complete({ ...request, signal });
    expect(readCustomReply(text).texts).toEqual(written);
    expect(noted).toEqual([[texts, refund, { classes, count: 5, shown: ["a row"], signal }]]);
    expect(noted[0][1]).toBe(refund);
  },
);

it("all texts that a hook gives are read, however many and whatever they hold", async () => {
  const texts = Array.from({ length: 2_000 }, (_, i) => `${i} <think> "\n \ud83d`);
  const hook = fromGenerator({ name: "g", generate: async () => texts });
  const { request } = customCall(hook, refund, 5, [], []);
  expect(readCustomReply((await customModel(hook, classes).complete(request)).text).texts).toEqual(texts);
});

describe("a hook that throws", () => {
  const thrownBy = async (error: unknown) => {
    const hook = fromGenerator({
      name: "look-up",
      generate() {
        throw error;
      },
    });
    const { request } = customCall(hook, refund, 5, [], []);
    return customModel(hook, classes)
      .complete(request)
      .catch((reason: unknown) => reason);
  };

  it("fails for that class, with its own error as the cause", async () => {
    const error = new TypeError("x is undefined");
    const found = await thrownBy(error);
    expect(found).toBeInstanceOf(RemoteError);
    expect(found).toMatchObject({
      message: 'look-up failed for the class "refund": x is undefined',
      cause: error,
    });
  });

  it("is called again later if its error is a server's that may pass", async () => {
    const error = Object.assign(new Error("busy"), { status: 503, headers: { "retry-after": "2" } });
    const found = await thrownBy(error);
    expect(found).toBeInstanceOf(TryAgain);
    expect(found).toMatchObject({
      waitMilliseconds: 2_000,
      error: { message: 'look-up failed for the class "refund": busy', status: 503, cause: error },
    });
  });

  it.each([
    ["RetryableError", new RetryableError("busy")],
    ["RemoteError", new RemoteError("no answer", "address")],
    ["TryAgain", new TryAgain(new RemoteError("busy", "address"))],
    ["InputError", new InputError("wrong")],
    ["CancelledError", new CancelledError("Stopped on request.")],
  ])("says itself what is to be done with a %s", async (_, error) => {
    expect(await thrownBy(error)).toBe(error);
  });
});

it.each([[undefined], ["a text"], [[1]], [[null]], [{ texts: ["a"] }]])(
  "a custom generator that returns %j instead of texts gets a sentence about it",
  async (given) => {
    const hook = fromExpander({ name: "more", expand: async () => given as never });
    const { request } = customCall(hook, refund, 5, [], ["one"]);
    await expect(customModel(hook, classes).complete(request)).rejects.toThrow(
      new InputError("more must return a list of strings; check its result."),
    );
  },
);

it("a custom generator is called again if the class, the count or the texts changed, but not for other examples", () => {
  const key = (
    ...[definition, count, shown, texts]: Parameters<typeof customCall> extends [unknown, ...infer Rest]
      ? Rest
      : never
  ) => customCall(hooks.modifier, definition, count, shown, texts).key;
  const first = key(refund, 2, [], ["a", "b"]);
  expect(key(refund, 2, ["a row"], ["a", "b"])).toBe(first);
  for (const other of [
    key({ ...refund, prompt: "Other." }, 2, [], ["a", "b"]),
    key(refund, 3, [], ["a", "b"]),
    key(refund, 2, [], ["a", "c"]),
    key(refund, 2, [], ["ab"]),
  ]) {
    expect(other).not.toBe(first);
  }
});
