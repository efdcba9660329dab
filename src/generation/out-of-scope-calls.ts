import type { Encoder } from "../encoder/encoder.ts";
import type { ClassDefinition } from "../task/task.ts";
import { outsideCall, type WritingCall } from "./generation-call.ts";
import { mostOutsideCalls, outsideExamples } from "./generation-settings.ts";
import { nearestClasses } from "./nearest-classes.ts";

export interface OutsideInput {
  readonly generator: string;
  readonly classes: readonly ClassDefinition[];
  readonly encoder: Encoder;
  readonly task?: string;
  /** Real rows of a class that may be shown. */
  readonly shown: (definition: ClassDefinition) => readonly string[];
  readonly signal?: AbortSignal;
}

/** Names of other classes that a request carries; among thousands the nearest say where the class ends. */
const mostOthers = 40;

/** Calls for texts that belong to none, beside classes spread evenly over all of them. */
export async function outsideCalls(input: OutsideInput): Promise<WritingCall[]> {
  const { generator, classes, task, shown } = input;
  const prompted = classes.filter(({ prompt }) => prompt !== undefined);
  const count = Math.min(prompted.length, mostOutsideCalls);
  const chosen = Array.from({ length: count }, (_, i) => prompted[Math.floor((i * prompted.length) / count)]);
  const others = await nearestClasses(chosen, classes, mostOthers, input.encoder, input.signal);
  return chosen.map((definition, i) => {
    const names = others[i].map(({ name }) => name);
    return outsideCall(generator, definition, names, outsideExamples, { task, shown: shown(definition) });
  });
}
