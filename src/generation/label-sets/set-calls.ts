import type { Encoder } from "../../encoder/encoder.ts";
import type { ClassDefinition, Example } from "../../task/task.ts";
import { maxRivals } from "../confused-pairs.ts";
import { type GenerationCall, setCall } from "../generation-call.ts";
import { borderExamples, type GenerationSettings } from "../generation-settings.ts";
import { nearestClasses } from "../nearest-classes.ts";
import { type Reading, readingOf } from "../reply-reader.ts";
import { likelySets } from "./likely-sets.ts";

export interface SetCallsInput {
  readonly generator: string;
  readonly classes: readonly ClassDefinition[];
  /** The user's examples. Their sets of labels are requested, and real texts are shown as far as allowed. */
  readonly examples: readonly Example[];
  readonly task?: string;
  readonly encoder: Encoder;
  readonly settings: GenerationSettings;
  /** Pairs of classes that are similar by their texts, the most similar first. Default: by their descriptions only. */
  readonly alike?: readonly (readonly [ClassDefinition, ClassDefinition])[];
  readonly signal?: AbortSignal;
}

/** Makes the calls for texts that belong to several classes at once: see likelySets. */
export async function setCalls(input: SetCallsInput): Promise<GenerationCall[]> {
  const { generator, classes, examples, task, encoder, settings, alike = [], signal } = input;
  const prompted = classes.filter(({ prompt }) => prompt !== undefined);
  const nearest = await nearestClasses(prompted, prompted, maxRivals, encoder, signal);
  const neighbors = Array.from({ length: maxRivals }, (_, rank) =>
    prompted.flatMap((definition, i) =>
      nearest[i].slice(rank, rank + 1).map((other) => [definition, other] as const),
    ),
  ).flat();
  const described = alike.filter((pair) => pair.every(({ prompt }) => prompt !== undefined));
  return likelySets(prompted, examples, [...described, ...neighbors]).map((set) =>
    setCall(generator, set, borderExamples(settings), {
      task,
      shown: textsWith(set, examples).slice(0, settings.shareExamples),
    }),
  );
}

/** Returns the real texts that have all classes of a set. */
function textsWith(set: readonly ClassDefinition[], examples: readonly Example[]): string[] {
  const real = examples.filter(({ origin }) => origin === "real");
  const [first, ...others] = set.map(
    ({ name }) => new Set(real.filter(({ label }) => label === name).map(({ text }) => text)),
  );
  return [...first].filter((text) => others.every((texts) => texts.has(text)));
}

/** An explicit empty list: by the request, hardly any real text belongs to all classes of the set. */
const emptyList = /\{\s*"texts"\s*:\s*\[\s*\]\s*\}/;

/** Reads the reply to a call for texts of several classes. An empty list is an answer to it. */
export function readingOfSet(reply: string, wanted: number): Reading {
  const reading = readingOf(reply, wanted);
  if (reading.texts.length > 0 || !emptyList.test(reply)) return reading;
  return { texts: [], status: "read", isAnswer: true };
}
