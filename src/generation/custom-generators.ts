import { z } from "zod";
import { TryAgain } from "../async/retry.ts";
import { InputError, PilesortError, RemoteError, throwIfCancelled } from "../errors.ts";
import { httpFailureIn } from "../llm/http-failure.ts";
import type { LanguageModel } from "../llm/language-model.ts";
import type { ClassDefinition } from "../task/task.ts";
import { callKey, type GenerationCall } from "./generation-call.ts";
import type { Expander, Generator, GeneratorContext, Modifier } from "./generator.ts";
import type { Reading } from "./reply-reader.ts";
import { textsShape } from "./requests.ts";

/**
 * A generator, modifier or expander of the user in one form. It is called like a language model, so its texts are kept,
 * and its calls are repeated, limited and resumed like others. Its arguments are in the request's data.
 */
interface CustomGenerator {
  readonly name: string;
  run(
    texts: readonly string[],
    definition: ClassDefinition,
    context: GeneratorContext,
  ): Promise<readonly string[]>;
}

export function fromGenerator(generator: Generator): CustomGenerator {
  return {
    name: generator.name,
    run: (_, definition, context) => generator.generate(definition, context),
  };
}

export function fromModifier(modifier: Modifier): CustomGenerator {
  return { name: modifier.name, run: (...given) => modifier.modify(...given) };
}

export function fromExpander(expander: Expander): CustomGenerator {
  return { name: expander.name, run: (...given) => expander.expand(...given) };
}

const requestDataSchema = z.object({
  name: z.string(),
  count: z.number(),
  shown: z.array(z.string()),
  texts: z.array(z.string()),
});

export function customModel(custom: CustomGenerator, classes: readonly ClassDefinition[]): LanguageModel {
  const byName = new Map(classes.map((definition) => [definition.name, definition]));
  return {
    name: custom.name,
    async complete({ data, signal }) {
      const { name, count, shown, texts } = requestDataSchema.parse(JSON.parse(data));
      try {
        const generated = await custom.run(texts, byName.get(name)!, { classes, count, shown, signal });
        return { text: JSON.stringify({ texts: checkGenerated(custom, generated) }) };
      } catch (error) {
        throwIfCancelled(signal);
        if (error instanceof PilesortError || error instanceof TryAgain) throw error;
        // A failure of this class only, like one of a language model: other classes continue.
        const reason = error instanceof Error ? error.message : String(error);
        const sentence = `${custom.name} failed for the class ${JSON.stringify(name)}: ${reason}`;
        const http = httpFailureIn(error);
        const failure = new RemoteError(sentence, custom.name, http?.status, { cause: error });
        throw http === undefined ? failure : new TryAgain(failure, http.retryAfterMilliseconds);
      }
    },
  };
}

/** Reads the reply of a user's function: all of its texts, because pilesort wrote the reply's form. */
export function readCustomReply(reply: string): Reading {
  const { texts } = textsShape.parse(JSON.parse(reply));
  return { texts, status: texts.length > 0 ? "read" : "empty", isAnswer: texts.length > 0 };
}

function checkGenerated({ name }: CustomGenerator, generated: unknown): string[] {
  const { data } = textsShape.shape.texts.safeParse(generated);
  if (data === undefined) throw new InputError(`${name} must return a list of strings; check its result.`);
  return data;
}

/** Makes a call of a user's function for a class. */
export function customCall(
  custom: CustomGenerator,
  { name, prompt }: ClassDefinition,
  count: number,
  shown: readonly string[],
  texts: readonly string[],
): GenerationCall {
  return {
    key: callKey(custom.name, "hook", name, prompt, count, texts),
    subject: name,
    label: name,
    count,
    request: {
      instructions: "",
      data: JSON.stringify({ name, count, shown, texts }),
      shape: textsShape,
      maximumTokens: 0,
      temperature: 0,
    },
  };
}
