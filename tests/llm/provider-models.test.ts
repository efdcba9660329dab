import { expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import {
  anthropicModel,
  type Connection,
  compatibleModel,
  openAiModel,
} from "../../src/llm/provider-models.ts";

const connection: Connection = {
  model: "tiny",
  name: "house:tiny",
  address: "http://127.0.0.1:9/v1",
  key: "secret",
  fetch: undefined,
};

const absent = () => Promise.reject(Object.assign(new Error("absent"), { code: "ERR_MODULE_NOT_FOUND" }));

it.each([
  ["@ai-sdk/openai", openAiModel],
  ["@ai-sdk/anthropic", anthropicModel],
  ["@ai-sdk/openai-compatible", compatibleModel],
])("if %s is not installed, one sentence says how to install it", async (name, open) => {
  const opening = open(connection, absent);
  await expect(opening).rejects.toThrow(InputError);
  await expect(opening).rejects.toThrow(
    `house:tiny: needs the package ${name}, which is not installed; run "npm install ${name}" beside pilesort.`,
  );
});
