import { percent } from "../files/readable-numbers.ts";
import type { ClassGroup, Evaluation, ModelCard, Problem } from "../index.ts";
import { columns } from "./columns.ts";
import type { SharedOptions } from "./shared-options.ts";
import { shortenedName } from "./wrapped.ts";

/** What a model knows about its classes that an evaluation does not. */
export interface ModelContext {
  readonly groups: readonly ClassGroup[];
  /** Undefined if the descriptions were not checked. */
  readonly problems?: readonly Problem[];
}

/** From this number of classes on, their groups are looked up. A task of fewer has none. */
const manyClasses = 100;
/** The descriptions of more classes take too long to check for a report. `pilesort doctor` checks any number. */
const maxChecked = 300;
/** Number of groups that are shown, and width of their names. */
const shownGroups = 15;
const nameWidth = 40;

/**
 * Reads the groups of the classes of a model from its card, and checks its descriptions for a report.
 * @param folder of the model; undefined if the answers are those of a file
 * @param wantsProblems whether the descriptions are checked, which takes seconds
 */
export async function modelContext(
  folder: string | undefined,
  { classes }: Pick<Evaluation, "classes">,
  wantsProblems: boolean,
  flags: SharedOptions,
): Promise<ModelContext> {
  if (folder === undefined || (!wantsProblems && classes.length < manyClasses)) return { groups: [] };
  const { readModelCard } = await import("../index.ts");
  const { card } = await readModelCard(folder);
  const problems = wantsProblems ? await problemsOf(card, flags) : undefined;
  return { groups: card.groups, ...(problems && { problems }) };
}

/** Checks the descriptions with the encoder of the model, if that is the bundled one or the flag --encoder names it. */
async function problemsOf(
  { classes, encoder }: ModelCard,
  flags: SharedOptions,
): Promise<readonly Problem[] | undefined> {
  const described = classes.flatMap(({ name, description }) =>
    description === undefined ? [] : [{ name, prompt: description }],
  );
  if (described.length < 2 || described.length > maxChecked) return undefined;
  const { diagnose, openEncoder } = await import("../index.ts");
  const opened = await openEncoder(flags.encoder, { store: flags.store });
  try {
    if (opened.identity.fingerprint !== encoder?.fingerprint) return undefined;
    return (await diagnose(described, { encoder: opened })).problems;
  } finally {
    await opened.dispose();
  }
}

/** Formats the figures of groups of classes, those with the most errors first. */
export async function showGroups(
  { confusion }: Pick<Evaluation, "confusion">,
  groups: readonly ClassGroup[],
): Promise<string> {
  const { scoreTree } = await import("../index.ts");
  const top = scoreTree(confusion, groups).nodes.filter(
    ({ parent, rows }) => parent === undefined && rows > 0,
  );
  const sorted = top.sort((a, b) => b.rows - b.correct - (a.rows - a.correct));
  const left = sorted.length - shownGroups;
  return [
    "Groups of similar classes, the most errors first:",
    ...columns([
      ["group", "classes", "correct", "in the group", "rows"],
      ...sorted
        .slice(0, shownGroups)
        .map(({ name, classes, correct, inside, rows }) => [
          shortenedName(name, nameWidth),
          String(classes),
          percent(correct / rows),
          percent(inside / rows),
          String(rows),
        ]),
    ]),
    ...(left > 0 ? [`(and ${left} more; --html FILE shows all, and --json the confusion matrix)`] : []),
  ].join("\n");
}
