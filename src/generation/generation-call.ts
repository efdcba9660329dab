import type { GenerationProgress } from "../async/progress.ts";
import { sha256 } from "../files/sha256.ts";
import type { Call } from "../llm/call.ts";
import type { ClassDefinition } from "../task/task.ts";
import { requestedExamples } from "./requested-examples.ts";
import { borderRequest, classRequest, outOfScopeRequest, type Surroundings } from "./requests.ts";

/** The round in which a call is made; see GenerationProgress. */
export type GenerationRound = GenerationProgress["round"];

/** A call to a language model, and where the texts of its answer belong. */
export interface GenerationCall extends Call {
  /** The class that the texts are for; null where they are to belong to none. */
  readonly label: string | null;
  /** Number of texts that it asks for. */
  readonly count: number;
}

/** Raised whenever the requests change so much that replies to the old ones should not stand for new ones. */
const requestVersion = 1;

/**
 * The key under which a reply is kept. Only the class's own name and prompt go into it (and the name of a rival), so a
 * changed prompt asks anew for its own class alone, and rows added later ask for nothing again.
 */
export function callKey(...parts: readonly unknown[]): string {
  return sha256(JSON.stringify([requestVersion, ...parts])).slice(0, 32);
}

/** Asks for texts of a class for slots from `start` on. */
export function classCall(
  generator: string,
  definition: ClassDefinition,
  start: number,
  count: number,
  surroundings: Surroundings,
): GenerationCall {
  const { name, prompt } = definition;
  return {
    key: callKey(generator, "class", surroundings.task, name, prompt, start, count),
    subject: name,
    label: name,
    count,
    request: classRequest(definition, requestedExamples(definition, start, count), surroundings),
  };
}

/** Asks for texts of a class that sound like its rival at first. */
export function borderCall(
  generator: string,
  definition: ClassDefinition,
  rival: ClassDefinition,
  count: number,
  surroundings: Surroundings,
): GenerationCall {
  const { name, prompt } = definition;
  return {
    key: callKey(generator, "border", surroundings.task, name, prompt, rival.name, count),
    subject: name,
    label: name,
    count,
    request: borderRequest(definition, rival, count, surroundings),
  };
}

/** Asks for texts that come near a class and belong to none. */
export function outOfScopeCall(
  generator: string,
  definition: ClassDefinition,
  others: readonly string[],
  count: number,
  surroundings: Surroundings,
): GenerationCall {
  const { name, prompt } = definition;
  return {
    key: callKey(generator, "outside", surroundings.task, name, prompt, count),
    subject: name,
    label: null,
    count,
    request: outOfScopeRequest(definition, others, count, surroundings),
  };
}

/** How many texts of a class are wanted, and where its slots go on. */
export interface Want {
  readonly definition: ClassDefinition;
  readonly start: number;
  readonly count: number;
  readonly surroundings: Surroundings;
}

/** Calls for what is wanted: the first of every class, then the second of every class, so that a cap leaves all alike. */
export function classCalls(
  generator: string,
  wants: readonly Want[],
  examplesPerCall: number,
): GenerationCall[] {
  const mostCalls = Math.max(0, ...wants.map(({ count }) => Math.ceil(count / examplesPerCall)));
  return Array.from({ length: mostCalls }, (_, wave) => wave * examplesPerCall).flatMap((done) =>
    wants
      .filter(({ count }) => done < count)
      .map(({ definition, start, count, surroundings }) =>
        classCall(generator, definition, start + done, Math.min(count - done, examplesPerCall), surroundings),
      ),
  );
}
