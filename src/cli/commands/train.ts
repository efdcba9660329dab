import { plainFolderPath } from "../../files/folder-path.ts";
import type { Classifier, Clean, GenerationReport, Priors } from "../../index.ts";
import { type Command, UsageError } from "../command.ts";
import { type Context, writeLine } from "../context.ts";
import { defaultClasses } from "../default-classes.ts";
import { usualDial } from "../describe-dial.ts";
import { totalRows } from "../describe-training.ts";
import { gatherTask, type TaskSources, taskOptions } from "../gather-task.ts";
import { generateExamples } from "../generate-examples.ts";
import {
  amountOptions,
  callOptions,
  type GenerationFlags,
  keepGoingOption,
  llmOption,
  pilesOption,
  rejectWithoutModel,
} from "../generation-options.ts";
import { asksForLabelSets, multiLabelOption, rejectOneClassFlags } from "../label-set-flags.ts";
import { printTraining } from "../print-training.ts";
import { readPriors } from "../priors.ts";
import { readUnlabeled, unlabeledOption } from "../read-unlabeled.ts";
import {
  cacheOption,
  defaultModelFolder,
  encoderOption,
  maxWindowsOption,
  type SharedOptions,
  storeOption,
  verboseOption,
  wholeNumber,
} from "../shared-options.ts";
import { stopTuningFirst } from "../stop-tuning-first.ts";
import { WorkProgress } from "../work-progress.ts";

interface TrainOptions extends TaskSources, GenerationFlags, SharedOptions {
  readonly load?: string;
  readonly save?: string;
  readonly defaults?: boolean;
  readonly priors?: string;
  readonly seed?: number;
  readonly clean?: Clean;
  readonly hierarchy?: boolean;
  readonly multiLabel?: boolean;
  readonly tune?: boolean | "auto";
  readonly words?: boolean;
  readonly json?: boolean;
  /** Files of texts without labels. */
  readonly unlabeled?: readonly string[];
}

export const train: Command<TrainOptions> = {
  name: "train",
  summary: "Train a classifier from class descriptions, with or without data, and save it.",
  details:
    "A class is a name and a description (also called prompt) of what belongs to it. Two classes are enough. Labeled data " +
    "is optional and makes the classes more accurate. A class that occurs in the data needs no description.",
  arguments: [],
  options: [
    ...taskOptions,
    multiLabelOption,
    unlabeledOption,
    llmOption,
    {
      flags: "--load <folder>",
      description: "start from the classes, descriptions and examples of a saved model",
    },
    {
      flags: "--save <folder>",
      description: `folder to save the model in (default: the folder of --load, else "${defaultModelFolder}")`,
    },
    {
      flags: "--tune [auto]",
      description:
        "fine-tune the encoder on the examples and on texts without labels: takes seconds to minutes and clearly improves " +
        "accuracy (default: auto, which uses examples only and fine-tunes if there are about eight examples per class and it takes less than two minutes)",
      parse: parseTune,
    },
    { flags: "--no-tune", description: "do not fine-tune the encoder; training then takes about a second" },
    {
      flags: "--no-words",
      description: "do not train a model on the words of texts beside the encoder, even if it would help",
    },
    {
      flags: "--priors <priors>",
      description:
        'how common each class is: balanced (default), observed (as in the data), "refund=0.7,praise=0.3", or a JSON ' +
        "object or a .json or .yaml file of names and weights",
    },
    {
      flags: "--seed <number>",
      description: "seed of all random choices (default: 0)",
      parse: wholeNumber("--seed", 0),
    },
    {
      ...pilesOption,
      description:
        "folder for the replies and the generated examples (default: NAME.piles next to the model)",
    },
    ...amountOptions,
    ...callOptions,
    { ...keepGoingOption, description: "train even if no examples could be generated for some classes" },
    {
      flags: "--clean <parts>",
      description:
        "what to remove from texts before they are read: auto (default: HTML tags, style sheets and quoted mails, from texts that are clearly HTML), " +
        "html, quotes, html,quotes, or none",
      parse: parseClean,
    },
    {
      flags: "--hierarchy",
      description:
        'the names of the classes are paths such as "Food > Dairy > Milk" (default: if at least half of them are and two share ' +
        "the part above, or if the task file says parent; a saved model stays what it was)",
    },
    {
      flags: "--no-hierarchy",
      description: 'the names of the classes are plain names, even with " > " in them',
    },
    encoderOption,
    storeOption,
    maxWindowsOption,
    cacheOption,
    {
      flags: "--defaults",
      description: "use the two default classes, cat and dog, if none are given",
      hidden: true,
    },
    { flags: "--json", description: "print the report as JSON" },
    verboseOption,
  ],
  examples: [
    {
      line: 'pilesort train --class "refund: The customer wants money back." "praise: The customer is happy."',
      meaning: `Trains two classes and saves them to ${defaultModelFolder}.`,
    },
    {
      line: "pilesort train --classes classes.yaml --data rows.jsonl --save models/mail",
      meaning: "Trains from descriptions and labeled data.",
    },
    {
      line: "pilesort train --classes classes.yaml --unlabeled mails.csv --save models/mail",
      meaning: "Trains from descriptions and improves the model with texts that have no labels.",
    },
    {
      line: 'pilesort train --load models/mail --train "refund: Charged twice!"',
      meaning: "Adds an example to a saved model and trains it again.",
    },
  ],

  async run(_values, given, context) {
    const multiLabel = await asksForLabelSets(given.multiLabel, given.classes);
    const options = multiLabel === undefined ? given : { ...given, multiLabel };
    const takesDefaults = options.defaults === true && namesNothing(options);
    if (namesNothing(options) && !takesDefaults) {
      throw new UsageError(
        'Give at least two classes with --class "name: description", --classes FILE, --data FILE or --load FOLDER.',
      );
    }
    const places = await savePlaces(options.save ?? options.load ?? defaultModelFolder);
    const { model: target, checkpoint } = places;
    rejectWithoutModel(options);
    const priors = options.priors === undefined ? undefined : await readPriors(options.priors);
    const classifier = await begin(options, priors);
    const progress = new WorkProgress(context, options.verbose === true);
    try {
      const hasLabelSets = options.multiLabel ?? classifier.multiLabel;
      if (hasLabelSets) rejectOneClassFlags(options, ["unlabeled", "priors"], { multiLabel: true });
      await classifier.checkSave(target, { checkpoint });
      if (takesDefaults) {
        for (const [name, prompt] of Object.entries(defaultClasses)) classifier.defineClass({ name, prompt });
      }
      const rejects = options.rejects ?? `${target}.rejects.jsonl`;
      const { description, skippedRows, rows } = await gatherTask(
        classifier,
        { ...options, rejects, multiLabel: hasLabelSets },
        context,
      );
      await readUnlabeled(classifier, options.unlabeled ?? [], { flags: options }, context);
      // Checked again with all metadata, before money or minutes are spent.
      await classifier.checkSave(target, { checkpoint });
      const generated = await generateFirst(
        classifier,
        { ...options, task: description },
        places.piles,
        progress,
        context,
      );
      const started = context.now();
      const stop = stopTuningFirst(context.signal);
      const report = await classifier.train({
        tune: options.tune ?? "auto",
        words: options.words,
        checkpoint,
        onProgress: (event) => {
          stop.listen(event);
          progress.listen(event);
        },
        onNotice: (message) => {
          progress.end();
          writeLine(context.stderr, message);
        },
        signal: stop.work,
        stopTuning: stop.tuning,
      });
      const milliseconds = context.now() - started;
      await classifier.save(target);
      progress.end();
      const outcome = {
        report,
        rows: totalRows(rows),
        generated,
        milliseconds,
        target,
        takesDefaults,
        dial: await usualDial(classifier.heldOut),
        skippedRows,
        asJson: options.json === true,
      };
      printTraining(outcome, context);
    } finally {
      progress.end();
      await classifier.dispose();
    }
  },
};

function parseTune(value: string): "auto" {
  if (value === "auto") return value;
  throw new UsageError(`The option --tune takes no value or "auto"; got ${JSON.stringify(value)}.`);
}

function parseClean(value: string): Clean {
  if (value === "auto") return value;
  if (value === "none") return [];
  const parts = value.split(",").map((part) => part.trim());
  if (parts.every((part) => part === "html" || part === "quotes")) return parts;
  throw new UsageError(
    `The option --clean must be auto, html, quotes, "html,quotes" or none; got ${JSON.stringify(value)}.`,
  );
}

/** Returns an empty classifier, or one with the classes and examples of a saved model. */
async function begin(
  { load, encoder, store, cache, maxWindows, seed, clean, hierarchy, multiLabel }: TrainOptions,
  priors: Priors | undefined,
): Promise<Classifier> {
  const { Classifier } = await import("../../index.ts");
  const settings = {
    encoder,
    store,
    cacheFolder: cache,
    ...(maxWindows !== undefined && { maxWindows }),
    ...(priors && { priors }),
    ...(seed !== undefined && { seed }),
    ...(clean && { clean }),
    ...(hierarchy !== undefined && { hierarchy }),
    ...(multiLabel !== undefined && { multiLabel }),
  };
  return load === undefined ? new Classifier(settings) : Classifier.load(load, settings);
}

/** Generates examples if --llm names a language model. */
async function generateFirst(
  classifier: Classifier,
  options: TrainOptions & Pick<GenerationFlags, "task">,
  defaultPiles: string,
  progress: WorkProgress,
  context: Context,
): Promise<GenerationReport | undefined> {
  const { llm, piles = defaultPiles } = options;
  if (llm === undefined) return undefined;
  const report = await generateExamples(classifier, { ...options, llm }, piles, progress, context);
  progress.end();
  return report;
}

function namesNothing(options: TrainOptions): boolean {
  const { classes, class: inline, data, train: rows, generated, load } = options;
  return [classes, inline, data, rows, generated, load].every((source) => source === undefined);
}

/** Places of the results of a training. They are next to each other. */
interface SavePlaces {
  readonly model: string;
  /** Replies and generated examples of a language model. */
  readonly piles: string;
  /** State of an interrupted fine-tuning. */
  readonly checkpoint: string;
}

async function savePlaces(folder: string): Promise<SavePlaces> {
  const model = await plainFolderPath(folder);
  return { model, piles: `${model}.piles`, checkpoint: `${model}.tuning` };
}
