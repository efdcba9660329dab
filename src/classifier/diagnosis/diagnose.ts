import type { ClassGroup } from "../../class-groups/class-group.ts";
import { groupClasses } from "../../class-groups/group-classes.ts";
import { argumentError } from "../../errors.ts";
import { projectPiles } from "../../head/pile-vectors.ts";
import { zeros } from "../../math/matrix.ts";
import { cutPrompts } from "../../prompts/snippets.ts";
import { checkDefinitions } from "../../task/check-classes.ts";
import { isHierarchy, leavesOf } from "../../task/hierarchy/find-hierarchy.ts";
import { resolveParents } from "../../task/hierarchy/resolve-parents.ts";
import type { ClassDefinition } from "../../task/task.ts";
import {
  checkClassifierOptions,
  checkDefinition,
  checkExamples,
  checkWorkOptions,
} from "../check-arguments.ts";
import { EncoderSlot } from "../encoder-slot.ts";
import { diagnoseOptionNames } from "../option-names.ts";
import { dataProblems } from "./data-problems.ts";
import { nameProblems, wordingProblems } from "./description-problems.ts";
import type { DiagnoseOptions, Diagnosis, Problem } from "./diagnosis.ts";
import { overlapProblems } from "./overlap-problems.ts";

/**
 * Checks classes and data before anything is trained: overlapping, thin, long and negative descriptions, classes that
 * take texts of others, misleading and similar names, and repeated, contradictory and leaked rows. Nothing is changed.
 * @throws InputError for an invalid class or option; CancelledError
 * @example
 * const { problems } = await diagnose((await readTaskFile("classes.yaml")).classes);
 * problems[0].fix; // 'In "refund", drop or reword "the parcel is lost".'
 */
export async function diagnose(
  classes: readonly ClassDefinition[],
  options: DiagnoseOptions = {},
): Promise<Diagnosis> {
  if (!Array.isArray(classes)) throw argumentError("classes", "a list of classes", classes);
  for (const definition of classes) checkDefinition(definition);
  checkWorkOptions(options, diagnoseOptionNames);
  checkClassifierOptions(options);
  const { examples = [], testExamples = [] } = options;
  checkExamples(examples, true);
  checkExamples(testExamples, true);
  const definitions = checkDefinitions(resolveParents(classes));
  const checked = leavesOf(definitions);
  const { overlaps, groups } = await checkDescriptions(checked, options);
  return {
    classes: checked.length,
    examples: examples.length,
    testExamples: testExamples.length,
    groups: isHierarchy(definitions, "auto") ? [] : groups,
    problems: [
      ...overlaps,
      ...nameProblems(checked),
      ...wordingProblems(checked),
      ...dataProblems(checked, examples, testExamples),
    ],
  };
}

/** Finds what needs the vectors of the descriptions: problems of overlap, and groups of similar classes. */
async function checkDescriptions(
  classes: readonly ClassDefinition[],
  options: DiagnoseOptions,
): Promise<{ readonly overlaps: readonly Problem[]; readonly groups: readonly ClassGroup[] }> {
  const described = classes.filter(({ prompt }) => prompt !== undefined);
  if (described.length < 2) return { overlaps: [], groups: [] };
  const { examples = [], onProgress, signal } = options;
  const slot = new EncoderSlot(options);
  try {
    const encoder = await slot.open();
    const snippets = cutPrompts(described);
    const vectors = await encoder.embed(
      snippets.map(({ text }) => text),
      { onProgress, signal },
    );
    const columns = new Map(described.map(({ name }, c) => [name, c]));
    const labels = Int32Array.from(snippets, ({ label }) => columns.get(label)!);
    const none = { vectors: zeros(0, vectors.columns), labels: new Int32Array(0) };
    const { pieces, prompts } = await projectPiles(
      { vectors, labels },
      none,
      described.length,
      encoder.background,
    );
    const names = described.map(({ name }) => name);
    const overlaps = await overlapProblems({ names, snippets, pieces, prompts, examples });
    return { overlaps, groups: groupClasses(names, prompts.means) };
  } finally {
    await slot.dispose();
  }
}
