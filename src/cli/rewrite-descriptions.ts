import { openAtomicFile } from "../files/atomic-file.ts";
import { counted, money, percent } from "../files/readable-numbers.ts";
import { terminalSafe } from "../files/terminal-text.ts";
import type { ClassDefinition, DescriptionRewrite, DescriptionRewrites } from "../index.ts";
import { type OptionSpec, UsageError } from "./command.ts";
import { type Context, writeLine } from "./context.ts";
import { amountOptions, callOptions, type GenerationFlags } from "./generation-options.ts";
import { toGenerationOptions } from "./generation-settings.ts";
import { openModel } from "./open-model.ts";
import type { SharedOptions } from "./shared-options.ts";

export interface RewriteFlags extends GenerationFlags, SharedOptions {
  readonly replies?: string;
  readonly write?: string;
  readonly classes?: string;
}

const prices = amountOptions.filter(({ flags }) => flags.startsWith("--price-"));

const ofCalls = callOptions.map((option) =>
  option.flags.startsWith("--max-calls")
    ? { ...option, description: "cap on the number of calls; there is one per class with problems" }
    : option,
);

/** Flags of a language model that rewrites descriptions. */
export const rewriteOptions: readonly OptionSpec[] = [
  {
    flags: "--llm <model>",
    description:
      "language model that rewrites descriptions with problems: openai:NAME, anthropic:NAME, ollama:NAME, gguf:PATH, or any name with --llm-url",
  },
  {
    flags: "--write <file>",
    description:
      "with --llm: write the classes with the rewrites that help to this file: .yaml, .yml or .json",
  },
  {
    flags: "--replies <folder>",
    description:
      "with --llm: folder that keeps the replies, so that no call is made twice (default: doctor.replies)",
  },
  ...prices,
  ...ofCalls,
];

/** @throws UsageError for flags that do not fit together */
export function checkRewriteFlags(flags: RewriteFlags): void {
  const { llm, write, replies, classes } = flags;
  if (llm === undefined) {
    const needless = [
      ["--write", write],
      ["--replies", replies],
      ["--max-calls", flags.maxCalls],
      ["--llm-url", flags.llmUrl],
    ].find(([, value]) => value !== undefined);
    if (needless)
      throw new UsageError(
        `The option ${needless[0]} needs a language model; name one with --llm, or leave out ${needless[0]}.`,
      );
    return;
  }
  if (classes === undefined)
    throw new UsageError("The option --llm rewrites descriptions; give them with --classes FILE.");
  if (write !== undefined && !/\.(ya?ml|json)$/i.test(write))
    throw new UsageError(
      `The file of --write must end in .yaml, .yml or .json; got ${JSON.stringify(write)}.`,
    );
}

/** Has the language model that --llm names rewrite descriptions. */
export async function rewriteWithModel(
  classes: readonly ClassDefinition[],
  flags: RewriteFlags & { readonly llm: string },
  context: Context,
): Promise<DescriptionRewrites> {
  const { rewriteDescriptions } = await import("../index.ts");
  const { encoder, store, maxWindows, cache: cacheFolder, replies = "doctor.replies" } = flags;
  const { folder, caps, prices, fresh, secondsPerCall, maxOutputTokens } = toGenerationOptions(
    flags,
    replies,
  );
  const model = await openModel(flags, context);
  try {
    return await rewriteDescriptions(classes, {
      ...{ model, folder, caps, prices, fresh, secondsPerCall, maxOutputTokens },
      ...{ encoder, store, maxWindows, cacheFolder, signal: context.signal },
    });
  } finally {
    await model.dispose?.();
  }
}

/** Formats rewrites as text. */
export function showRewrites({ rewrites, spent, keptCalls }: DescriptionRewrites): string {
  if (rewrites.length === 0)
    return "\nNo description has a problem that a rewrite could solve; nothing was sent.";
  const kept = rewrites.filter(({ isKept }) => isKept).length;
  const cost = spent.cost === undefined ? "" : `, cost ${money(spent.cost)}`;
  const made = counted(spent.calls, "call") + (keptCalls > 0 ? ` (${keptCalls} kept from earlier)` : "");
  return [
    "",
    `Rewrites: ${kept} of ${rewrites.length} lower the number of problems or the estimated confusion. ${made}, ${counted(spent.tokensIn + spent.tokensOut, "token")}${cost}.`,
    ...rewrites.flatMap(linesOf),
  ].join("\n");
}

function linesOf({ label, before, after, isKept, estimate, reason }: DescriptionRewrite): string[] {
  const name = terminalSafe(JSON.stringify(label));
  if (after === undefined) return [`- ${name}: ${terminalSafe(reason ?? "")}`];
  const [old, now] = [estimate.before, estimate.after ?? estimate.before];
  const effect = `problems ${old.problems} -> ${now.problems}, confusion ${percent(old.confusion)} -> ${percent(now.confusion)}`;
  return [
    `- ${name}: ${isKept ? "kept" : "not kept"} (${effect}).`,
    `  before: ${terminalSafe(before)}`,
    `  after:  ${terminalSafe(after)}`,
  ];
}

/** Writes the classes with the rewrites that are kept, as a file that --classes accepts. */
export async function writeClasses(
  path: string,
  classes: readonly ClassDefinition[],
  rewrites: readonly DescriptionRewrite[],
  { stderr }: Pick<Context, "stderr">,
): Promise<void> {
  const after = new Map(
    rewrites.flatMap((each) => (each.isKept ? [[each.label, each.after]] : [])) as [string, string][],
  );
  const changed = {
    classes: classes.map(({ name, prompt, metadata }) => ({
      name,
      ...(prompt !== undefined && { prompt: after.get(name) ?? prompt }),
      ...(metadata && { metadata }),
    })),
  };
  const { stringify } = await import("yaml");
  const text = /json$/i.test(path) ? `${JSON.stringify(changed, undefined, 2)}\n` : stringify(changed);
  const file = await openAtomicFile(path);
  try {
    await file.write(text);
    await file.finish();
  } catch (error) {
    await file.abandon();
    throw error;
  }
  writeLine(
    stderr,
    `Wrote ${counted(classes.length, "class", "classes")} to ${path}, ${after.size} of them with a new description.`,
  );
}
