import { expect, it } from "vitest";
import { z } from "zod";
import { CancelledError, createScriptedLanguageModel } from "../../src/index.ts";

const request = {
  instructions: "Write.",
  data: "refund",
  shape: z.string(),
  maximumTokens: 10,
  temperature: 0,
};

it("a scripted language model answers what its script says of the request", async () => {
  const model = createScriptedLanguageModel(({ data }) => `about ${data}`);
  expect(await model.complete(request)).toEqual({ text: "about refund" });
});

it("a scripted language model stops if its signal is aborted", async () => {
  const model = createScriptedLanguageModel(() => "never");
  const stopped = { ...request, signal: AbortSignal.abort() };
  await expect(model.complete(stopped)).rejects.toThrow(CancelledError);
});
