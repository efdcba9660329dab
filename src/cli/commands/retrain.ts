import { listNames } from "../../files/list-names.ts";
import type { RetrainingReport } from "../../index.ts";
import type { Command } from "../command.ts";
import { writeLine } from "../context.ts";
import { openClassifier } from "../open-classifier.ts";
import { readUnlabeled, unlabeledOption } from "../read-unlabeled.ts";
import { type ReadingFlags, readingOptions } from "../reading-options.ts";
import {
  cacheOption,
  defaultModelFolder,
  encoderOption,
  type SharedOptions,
  storeOption,
  verboseOption,
} from "../shared-options.ts";
import { stopTuningFirst } from "../stop-tuning-first.ts";
import { WorkProgress } from "../work-progress.ts";

interface RetrainFlags extends SharedOptions, ReadingFlags {
  readonly save?: string;
  readonly unlabeled?: readonly string[];
  readonly json?: boolean;
}

export const retrain: Command<RetrainFlags> = {
  name: "retrain",
  summary: "Train a saved model again from its own data, and say whether the bytes are the same.",
  details:
    "Descriptions, examples, settings and seed come from the model folder; nothing of what the model has learnt is used. " +
    "With the same version of pilesort and the same kind of processor the bytes are the same. Corrections that no training " +
    "has learnt from stay open; train --load learns from them. Without --save nothing is written.",
  arguments: [{ name: "[folder]", description: `folder of the model (default: "${defaultModelFolder}")` }],
  options: [
    { flags: "--save <folder>", description: "folder to save the new model in (default: it is not saved)" },
    {
      ...unlabeledOption,
      description: "the texts without labels that the training had, since a model does not keep them",
    },
    ...readingOptions,
    encoderOption,
    storeOption,
    cacheOption,
    { flags: "--json", description: "print the result as JSON" },
    verboseOption,
  ],
  examples: [
    {
      line: "pilesort retrain models/mail",
      meaning: "Checks that the model comes from the data in its folder.",
    },
    {
      line: "pilesort retrain models/mail --save models/new",
      meaning: "Trains it with this version of pilesort and saves it elsewhere.",
    },
  ],

  async run([folder = defaultModelFolder], flags, context) {
    const { save, unlabeled = [], json } = flags;
    const classifier = await openClassifier(folder, flags);
    const progress = new WorkProgress(context, flags.verbose === true);
    try {
      if (save !== undefined) await classifier.checkSave(save);
      await readUnlabeled(classifier, unlabeled, { flags }, context);
      const stop = stopTuningFirst(context.signal);
      const report = await classifier.retrain({
        onProgress: (event) => {
          stop.listen(event);
          progress.listen(event);
        },
        signal: stop.work,
        stopTuning: stop.tuning,
      });
      if (save !== undefined) await classifier.save(save);
      progress.end();
      const saved = save === undefined ? {} : { saved: save };
      if (json) writeLine(context.stdout, JSON.stringify({ ...report, ...saved }));
      else for (const line of describe(report, save)) writeLine(context.stdout, line);
    } finally {
      progress.end();
      await classifier.dispose();
    }
  },
};

function describe({ isSame, changedFiles, notes }: RetrainingReport, save: string | undefined): string[] {
  return [
    isSame
      ? "Trained again from its own data: the model has the same bytes."
      : `Trained again from its own data: the model differs in ${listNames(changedFiles)}.`,
    ...notes,
    ...(!isSame && notes.length === 0
      ? [
          "Another version of pilesort or another kind of processor gives other bytes; compare both with: pilesort evaluate --baseline.",
        ]
      : []),
    ...(save === undefined ? [] : [`Saved to ${save}.`]),
  ];
}
