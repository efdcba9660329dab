import type { Encoder } from "../encoder/encoder.ts";
import type { ClassDefinition } from "../task/task.ts";
import { type GenerationCall, outOfScopeCall } from "./generation-call.ts";
import { maxOutOfScopeCalls, outOfScopeExamples } from "./generation-settings.ts";
import { nearestClasses } from "./nearest-classes.ts";

export interface OutOfScopeInput {
  readonly generator: string;
  readonly classes: readonly ClassDefinition[];
  readonly encoder: Encoder;
  readonly task?: string;
  /** Returns the real examples of a class that may be shown. */
  readonly shown: (definition: ClassDefinition) => readonly string[];
  readonly signal?: AbortSignal;
}

/** Maximum number of other class names per request, the nearest ones. More make requests longer; fewer let texts of a missing class through. */
const maxOtherClasses = 40;

/** Makes the calls for out-of-scope texts, for classes spread evenly over all with a description. */
export async function outOfScopeCalls(input: OutOfScopeInput): Promise<GenerationCall[]> {
  const { generator, classes, task, shown } = input;
  const prompted = classes.filter(({ prompt }) => prompt !== undefined);
  const count = Math.min(prompted.length, maxOutOfScopeCalls);
  const chosen = Array.from({ length: count }, (_, i) => prompted[Math.floor((i * prompted.length) / count)]);
  const others = await nearestClasses(chosen, classes, maxOtherClasses, input.encoder, input.signal);
  return chosen.map((definition, i) => {
    const names = others[i].map(({ name }) => name);
    return outOfScopeCall(generator, definition, names, outOfScopeExamples, {
      task,
      shown: shown(definition),
    });
  });
}
