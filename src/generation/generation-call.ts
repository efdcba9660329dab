import type { GenerationProgress } from "../async/progress.ts";
import { sha256 } from "../files/sha256.ts";
import type { Call } from "../llm/call.ts";
import type { ClassDefinition } from "../task/task.ts";
import { requestedExamples } from "./requested-examples.ts";
import { borderRequest, classRequest, outOfScopeRequest, type Surroundings, setRequest } from "./requests.ts";

/** The round in which a call is made; see GenerationProgress. */
export type GenerationRound = GenerationProgress["round"];

/** A call to a language model, with the class of the requested texts. */
export interface GenerationCall extends Call {
  /** The class of the requested texts; null for out-of-scope texts. */
  readonly label: string | null;
  /** The classes of the requested texts, if each of them belongs to several; `label` is the first of them. */
  readonly labels?: readonly string[];
  /** Number of requested texts. */
  readonly count: number;
}

/** Version of the requests. Raise it if requests change so much that replies to earlier ones must not be reused. */
const requestVersion = 1;

/**
 * Returns the key under which a reply is kept. It depends on the class's own name and description and the name of a
 * rival. So a changed description repeats the calls of its own class only, and new examples repeat none.
 */
export function callKey(...parts: readonly unknown[]): string {
  return sha256(JSON.stringify([requestVersion, ...parts])).slice(0, 32);
}

/** Makes a call for texts of a class, one per slot, beginning with slot `start`. @internal Exported for tests. */
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

/** Makes a call for texts of a class that are easily mistaken for its rival. */
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

/** Makes a call for texts that belong to several classes at once. */
export function setCall(
  generator: string,
  definitions: readonly ClassDefinition[],
  count: number,
  surroundings: Surroundings,
): GenerationCall {
  const names = definitions.map(({ name }) => name);
  const parts = definitions.map(({ name, prompt }) => [name, prompt]);
  return {
    key: callKey(generator, "set", surroundings.task, parts, count),
    subject: names[0],
    label: names[0],
    labels: names,
    count,
    request: setRequest(definitions, count, surroundings),
  };
}

/** Makes a call for out-of-scope texts similar to a class. */
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

/** The number of texts to request for a class, and its first slot. */
export interface Want {
  readonly definition: ClassDefinition;
  readonly start: number;
  readonly count: number;
  readonly surroundings: Surroundings;
}

/** Makes the calls for several classes: the first call of every class, then the second of every class, so that a cap affects all classes alike. */
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
