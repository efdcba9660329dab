import { type Command, UsageError } from "../command.ts";
import { writeLine, writeLines } from "../context.ts";
import { rejectOneClassFlags } from "../label-set-flags.ts";
import { openClassifier } from "../open-classifier.ts";
import {
  cacheOption,
  encoderOption,
  loadOption,
  maxWindowsOption,
  type SharedOptions,
  storeOption,
  verboseOption,
  wholeNumber,
} from "../shared-options.ts";
import { showBranches } from "../show-branches.ts";
import { showExplanation } from "../show-explanation.ts";
import { showLabelExplanation } from "../show-label-explanation.ts";
import { styled } from "../styled.ts";
import { WorkProgress } from "../work-progress.ts";

interface ExplainFlags extends SharedOptions {
  readonly load: string;
  readonly none?: boolean;
  readonly nearest?: number;
  readonly maxRemovals?: number;
  readonly maxExamples?: number;
  readonly json?: boolean;
}

export const explain: Command<ExplainFlags> = {
  name: "explain",
  summary: "Explain the answer of a saved model to a text: words that matter, nearest examples, runner-up.",
  details:
    "Each word and phrase is removed in turn, and the rest is classified again: the probabilities are those that classify " +
    "gives for the remaining text. A word that occurs several times is removed everywhere. Of a long text, phrases are " +
    "removed first, then the words of the phrases with the largest effect. If texts may have several labels, each label that " +
    "is given, or nearly is, is explained on its own. Of a hierarchy, each level shows the branch and its nearest sibling.",
  arguments: [
    { name: "<texts...>", description: "texts to explain; put -- before texts that begin with a dash" },
  ],
  options: [
    loadOption,
    { flags: "--none", description: 'allow the answer "none of these classes"' },
    {
      flags: "--nearest <number>",
      description: "number of nearest examples to show (default: 5)",
      parse: wholeNumber("--nearest", 0),
    },
    {
      flags: "--max-removals <number>",
      description:
        "maximum number of shortened texts to classify (default: 200, fewer for texts of more than 2,000 characters)",
      parse: wholeNumber("--max-removals", 0),
    },
    {
      flags: "--max-examples <number>",
      description: "maximum number of examples to search, those of probable classes first (default: 2,000)",
      parse: wholeNumber("--max-examples", 0),
    },
    encoderOption,
    storeOption,
    maxWindowsOption,
    cacheOption,
    { flags: "--json", description: "write one JSON object per text" },
    verboseOption,
  ],
  examples: [
    {
      line: 'pilesort explain --load models/mail "I was charged twice for one parcel"',
      meaning: "Shows why the text gets its class, and what would change it.",
    },
  ],

  async run(texts, flags, context) {
    if (texts.length === 0) throw new UsageError("There is nothing to explain; give at least one text.");
    const { none, nearest, maxRemovals, maxExamples } = flags;
    const classifier = await openClassifier(flags.load, flags);
    const progress = new WorkProgress(context, flags.verbose === true);
    const { stdout, env } = context;
    try {
      rejectOneClassFlags(flags, ["none"], classifier);
      const work = { onProgress: progress.listen, signal: context.signal };
      const options = { nearest, maxRemovals, maxExamples, ...work };
      const shown = { emphasize: (word: string) => styled("bold", word, stdout, env) };
      for (const [i, text] of texts.entries()) {
        const found = classifier.multiLabel
          ? await classifier.explainLabels(text, options)
          : await classifier.explain(text, { none, ...options });
        progress.end();
        if (flags.json) {
          writeLine(stdout, JSON.stringify(found));
          continue;
        }
        if (i > 0) writeLine(stdout);
        const lines =
          "labels" in found
            ? [showLabelExplanation(found, shown)]
            : [showExplanation(found, shown), ...showBranches(found.levels)];
        writeLines(stdout, lines.join("\n"));
      }
    } finally {
      progress.end();
      await classifier.dispose();
    }
  },
};
