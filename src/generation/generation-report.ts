import { PilesortError } from "../errors.ts";
import type { Spent } from "../llm/budget.ts";
import type { LanguageModel } from "../llm/language-model.ts";
import type { ReplyJournal } from "../llm/reply-journal.ts";
import type { GeneratedPiles, ShortClass, UnusableReply } from "./generated-piles.ts";
import type { DropReason } from "./generated-text.ts";
import type { GenerationSession } from "./generation-session.ts";
import type { Generator } from "./generator.ts";

/** Reports what was generated, what was dropped and what it cost. */
export interface GenerationReport {
  /** Names of the language model and the generators. */
  readonly generators: readonly string[];
  /** Number of generated examples of all classes. */
  readonly examples: number;
  /** Number of generated texts that are out of scope. */
  readonly noneExamples: number;
  /** Number of dropped texts per reason. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** Calls, tokens and costs, including those of earlier runs in this folder. */
  readonly spent: Spent;
  /** Number of calls whose reply was on disk from an earlier run. */
  readonly keptCalls: number;
  /** Replies without an example, with their line in the file of replies. The next run makes these calls again. */
  readonly unusable: readonly (UnusableReply & { readonly line?: number })[];
  /** What the model's server rejected and how requests were sent instead, one sentence each. */
  readonly adaptations: readonly string[];
  /** Classes with clearly fewer examples than requested. */
  readonly short: readonly ShortClass[];
  /** Paths of the files: examples, out-of-scope texts, dropped texts, replies. */
  readonly files: Readonly<Record<"piles" | "none" | "dropped" | "replies", string>>;
}

interface ReportInput {
  readonly piles: GeneratedPiles;
  readonly session: GenerationSession;
  readonly model: LanguageModel | undefined;
  readonly generators: readonly Generator[];
  readonly keptCalls: number;
}

/** Makes the report of a session that has ended. */
export function toReport({ piles, session, model, generators, keptCalls }: ReportInput): GenerationReport {
  const { dropped, unusable, outOfScope } = piles;
  const { budget, files, replies } = session;
  const byReason: Partial<Record<DropReason, number>> = {};
  for (const { reason } of dropped) byReason[reason] = (byReason[reason] ?? 0) + 1;
  return {
    generators: [...(model ? [model.name] : []), ...generators.map(({ name }) => name)],
    examples: piles.piles.reduce((sum, { examples }) => sum + examples.length, 0),
    noneExamples: outOfScope.length,
    dropped: byReason,
    spent: budget.spent,
    keptCalls,
    unusable: unusable.map((each) => ({ ...each, line: replies.lineOf(each.call) })),
    adaptations: model?.adaptations ?? [],
    short: withReasons(piles, replies),
    files: { piles: files.piles, none: files.none, dropped: files.dropped, replies: replies.path },
  };
}

/** Adds to each class without examples an error that says which lines hold its replies. */
function withReasons({ short, unusable }: GeneratedPiles, replies: ReplyJournal): ShortClass[] {
  return short.map((each) => {
    const calls = unusable.filter(({ label }) => label === each.label);
    if (each.examples > 0 || each.cap !== undefined || each.error !== undefined || calls.length === 0)
      return each;
    const [count, word] = calls.length === 1 ? ["1 reply", "line"] : [`${calls.length} replies`, "lines"];
    const lines = calls.slice(0, 3).map(({ call }) => replies.lineOf(call));
    const where = `${replies.path}, ${word} ${lines.join(", ")}${calls.length > 3 ? " and more" : ""}`;
    return { ...each, error: new PilesortError(`${count} gave no example: see ${where}`) };
  });
}
