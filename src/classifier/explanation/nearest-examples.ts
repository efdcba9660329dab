import { normalizeRows, project } from "../../head/projection.ts";
import { rowOf } from "../../math/matrix.ts";
import { dot } from "../../math/vector.ts";
import { cutPrompts, type Snippet } from "../../prompts/snippets.ts";
import type { ClassDefinition, Example, NoneExample } from "../../task/task.ts";
import { copyKey } from "../../task/text-groups.ts";
import type { PredictOptions } from "../../trained-model/channel.ts";
import type { TrainedModel } from "../../trained-model/trained-model.ts";
import type { Explanation, NearestExample } from "./explanation.ts";

/** Default of the option maxExamples. */
export const usualMostExamples = 2000;

/** All that a text can be compared with. */
export interface ComparedTask {
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
  readonly noneExamples: readonly NoneExample[];
}

type Candidate = Omit<NearestExample, "similarity">;

/**
 * Compares a text with the description snippets and examples of the classes, those of the most probable classes first.
 * @param order names of the classes, the most probable first
 * @param most maximum number of examples to embed
 * @returns all that were compared, the most similar first
 */
export async function compareWithExamples(
  model: TrainedModel,
  text: string,
  task: ComparedTask,
  order: readonly string[],
  most = usualMostExamples,
  options: PredictOptions = {},
): Promise<{ readonly found: readonly NearestExample[]; readonly searched: Explanation["searched"] }> {
  const all = candidates(task, order);
  const some = all.slice(0, most);
  if (some.length === 0) return { found: [], searched: { examples: 0, of: all.length } };
  const { reader: encoder, parts } = model;
  const vectors = await encoder.embed([text, ...some.map((each) => each.text)], options);
  const { whitener, promptCenter } = encoder.background ?? {};
  const asText = normalizeRows(await project(vectors, { center: parts.fit.center, whitener }));
  const asPrompt = promptCenter && normalizeRows(await project(vectors, { center: promptCenter, whitener }));
  const own = rowOf(asText, 0);
  const found = some.map((candidate, i) => {
    const space = candidate.origin === "prompt" ? (asPrompt ?? asText) : asText;
    return { ...candidate, similarity: dot(own, rowOf(space, i + 1)) };
  });
  // A clause is often the whole description as well; the more similar one stays.
  const distinct = new Map<string, NearestExample>();
  for (const each of found.sort((a, b) => b.similarity - a.similarity)) {
    const key = JSON.stringify([each.label, copyKey(each.text), each.origin]);
    if (!distinct.has(key)) distinct.set(key, each);
  }
  return { found: [...distinct.values()], searched: { examples: some.length, of: all.length } };
}

/** Returns snippets and examples by class in the given order, then the out-of-scope ones. */
function candidates(
  { classes, examples, noneExamples }: ComparedTask,
  order: readonly string[],
): Candidate[] {
  const places = new Map(order.map((name, place) => [name, place]));
  // The name in a sentence is made for the encoder; it is not a text of the description.
  const snippets = cutPrompts(classes).filter(({ kind }) => kind !== "about" && kind !== "named");
  return [
    ...[...snippets, ...examples]
      .filter(({ label }) => places.has(label))
      .sort((a, b) => places.get(a.label)! - places.get(b.label)!)
      .map(toCandidate),
    ...noneExamples.map((example) => toCandidate({ ...example, label: null })),
  ];
}

function toCandidate(
  example: (Omit<Example, "label"> & { readonly label: string | null }) | Snippet,
): Candidate {
  const { label, text, origin, source } = example;
  return {
    label,
    text,
    origin,
    ...("kind" in example && { snippet: example.kind }),
    ...(source && { source }),
  };
}
