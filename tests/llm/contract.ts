import { describe, expect, it } from "vitest";
import { z } from "zod";
import { CancelledError, throwIfCancelled } from "../../src/errors.ts";
import type { CompletionRequest, LanguageModel } from "../../src/llm/language-model.ts";

export const request = {
  instructions: "Write short messages.",
  data: '{"class":"refund"}',
  shape: z.object({ texts: z.array(z.string()) }),
  maximumTokens: 64,
  temperature: 0.5,
} satisfies CompletionRequest;

/** What the model behind the door says next: a text, the part of one that fitted, or nothing until it is stopped. */
export type Reply = { readonly text: string; readonly isCut?: boolean } | "never";

/** What every language model must do; an implementation's test file calls this once. */
export function describeLanguageModel(
  name: string,
  open: (reply: Reply) => Promise<LanguageModel>,
  { countsTokens = true } = {},
): void {
  describe(`${name} as a language model`, () => {
    it.each([
      ["a plain answer", "My parcel never came."],
      ["an answer in JSON", '{"texts":["Where is my money?"]}'],
      ["a fenced answer", 'Here you are:\n```json\n{"texts":["a"]}\n```'],
      ["an answer of another shape", '["a", "b"]'],
      ["an answer in several scripts", "Geld zurück! 返金 🙏 \u202Eabc"],
      ["an empty answer", ""],
    ])("gives %s as it was written", async (_, text) => {
      const model = await open({ text });
      expect((await model.complete(request)).text).toBe(text);
      await model.dispose?.();
    });

    it("gives the part of an answer that fitted", async () => {
      const model = await open({ text: '{"texts":["Where is', isCut: true });
      expect((await model.complete(request)).text).toBe('{"texts":["Where is');
      await model.dispose?.();
    });

    it.runIf(countsTokens)("tells the tokens read and written", async () => {
      const model = await open({ text: "a" });
      expect(await model.complete(request)).toMatchObject({ tokensIn: 19, tokensOut: 10 });
      await model.dispose?.();
    });

    it("answers several requests at a time", async () => {
      const model = await open({ text: "a" });
      const replies = await Promise.all([1, 2, 3].map(() => model.complete(request)));
      expect(replies.map(({ text }) => text)).toEqual(["a", "a", "a"]);
      await model.dispose?.();
    });

    it("asks nothing where the signal has fired before", async () => {
      const model = await open("never");
      const stopped = model.complete({ ...request, signal: AbortSignal.abort() });
      await expect(stopped).rejects.toThrow(CancelledError);
      await model.dispose?.();
    });

    it("stops while it waits for the answer", async () => {
      const model = await open("never");
      const controller = new AbortController();
      const stopped = model.complete({ ...request, signal: controller.signal });
      setTimeout(() => controller.abort(), 20);
      await expect(stopped).rejects.toThrow(CancelledError);
      await model.dispose?.();
    });

    it("has a name", async () => {
      const model = await open({ text: "" });
      expect(model.name).toMatch(/\S/);
      await model.dispose?.();
    });
  });
}

/** Waits until the signal fires, as a model does that never answers. */
export async function untilStopped(signal: AbortSignal | undefined): Promise<never> {
  await new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
  throwIfCancelled(signal);
  throw new Error("stopped without a signal");
}
