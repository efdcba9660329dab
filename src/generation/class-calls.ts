import type { ClassDefinition } from "../task/task.ts";
import { classCall, type GenerationCall } from "./generation-call.ts";
import type { Surroundings } from "./requests.ts";

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
