import { plainFolderPath } from "../../files/folder-path.ts";
import type { Classifier, GenerationReport, Priors } from "../../index.ts";
import { type Command, UsageError } from "../command.ts";
import type { Context } from "../context.ts";
import { defaultClasses } from "../default-classes.ts";
import { totalRows } from "../describe-training.ts";
import { gatherTask, type TaskSources, taskOptions } from "../gather-task.ts";
import {
  amountOptions,
  callOptions,
  type GenerationFlags,
  keepGoingOption,
  llmOption,
  pilesOption,
  rejectWithoutModel,
} from "../generation-options.ts";
import { printTraining } from "../print-training.ts";
import { readPriors } from "../priors.ts";
import {
  cacheOption,
  defaultModelFolder,
  encoderOption,
  maxWindowsOption,
  type SharedOptions,
  verboseOption,
  wholeNumber,
} from "../shared-options.ts";
import { stopTuningFirst } from "../stop-tuning-first.ts";
import { WorkProgress } from "../work-progress.ts";
import { writeExamples } from "../write-examples.ts";

interface TrainOptions extends TaskSources, GenerationFlags, SharedOptions {
  readonly load?: string;
  readonly save?: string;
  readonly defaults?: boolean;
  readonly priors?: string;
  readonly seed?: number;
  readonly tune?: boolean | "auto";
  readonly json?: boolean;
}

export const train: Command<TrainOptions> = {
  name: "train",
  summary: "Train a classifier from class prompts, with or without data, and save it.",
  details:
    "A class is a name and a prompt that describes what belongs to it; two are enough to begin. Data is added to the " +
    "classes and corrects them; a class that is named by data alone needs no prompt.",
  arguments: [],
  options: [
    ...taskOptions,
    llmOption,
    { flags: "--load <folder>", description: "begin with a saved model's classes, prompts and examples" },
    {
      flags: "--save <folder>",
      description: `where the model goes (default: where it was loaded from, else "${defaultModelFolder}")`,
    },
    {
      flags: "--tune [auto]",
      description:
        "let the encoder learn the task too: seconds to minutes, and clearly better models (default: auto, where there are " +
        "about eight examples a class and it takes less than two minutes)",
      parse: parseTune,
    },
    { flags: "--no-tune", description: "leave the encoder as it is: trained at once" },
    {
      flags: "--priors <priors>",
      description:
        'how common each class is: balanced (default), observed in the data, "refund=0.7,praise=0.3", or names and ' +
        "weights as a JSON object or a .json or .yaml file",
    },
    {
      flags: "--seed <number>",
      description: "another draw of all that is random",
      parse: wholeNumber("--seed", 0),
    },
    {
      ...pilesOption,
      description:
        "where the language model's replies and piles are kept (default: beside the model, NAME.piles)",
    },
    ...amountOptions,
    ...callOptions,
    { ...keepGoingOption, description: "train also where some classes could not be written about" },
    encoderOption,
    maxWindowsOption,
    cacheOption,
    {
      flags: "--defaults",
      description: "take two default classes, cat and dog, where none are given",
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
      meaning: "Trains from prompts and data.",
    },
    {
      line: 'pilesort train --load models/mail --train "refund: Charged twice!"',
      meaning: "Adds a row to a saved model and trains it again.",
    },
  ],

  async run(_values, options, context) {
    const takesDefaults = options.defaults === true && namesNothing(options);
    if (namesNothing(options) && !takesDefaults) {
      throw new UsageError(
        'Name at least two classes with --class "name: prompt", --classes FILE, --data FILE or --load FOLDER.',
      );
    }
    const places = await savePlaces(options.save ?? options.load ?? defaultModelFolder);
    const { model: target, checkpoint } = places;
    rejectWithoutModel(options);
    const priors = options.priors === undefined ? undefined : await readPriors(options.priors);
    const classifier = await begin(options, priors);
    const progress = new WorkProgress(context, options.verbose === true);
    try {
      await classifier.checkSave(target, { checkpoint });
      if (takesDefaults) {
        for (const [name, prompt] of Object.entries(defaultClasses)) classifier.defineClass({ name, prompt });
      }
      const rejects = options.rejects ?? `${target}.rejects.jsonl`;
      const { description, skippedRows, rows } = await gatherTask(
        classifier,
        { ...options, rejects },
        context,
      );
      // Now that all metadata is there, and before calls or minutes are spent.
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
        checkpoint,
        onProgress: (event) => {
          stop.listen(event);
          progress.listen(event);
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
  throw new UsageError(`The option --tune stands alone or is "auto"; got ${JSON.stringify(value)}.`);
}

/** An empty classifier, or one with what a saved model was made from. */
async function begin(
  { load, encoder, cache, maxWindows, seed }: TrainOptions,
  priors: Priors | undefined,
): Promise<Classifier> {
  const { Classifier } = await import("../../index.ts");
  const settings = {
    encoder,
    cacheFolder: cache,
    ...(maxWindows !== undefined && { maxWindows }),
    ...(priors && { priors }),
    ...(seed !== undefined && { seed }),
  };
  return load === undefined ? new Classifier(settings) : Classifier.load(load, settings);
}

/** Has examples written where a language model is named. */
async function generateFirst(
  classifier: Classifier,
  options: TrainOptions & Pick<GenerationFlags, "task">,
  defaultPiles: string,
  progress: WorkProgress,
  context: Context,
): Promise<GenerationReport | undefined> {
  const { llm, piles = defaultPiles } = options;
  if (llm === undefined) return undefined;
  const report = await writeExamples(classifier, { ...options, llm }, piles, progress, context);
  progress.end();
  return report;
}

function namesNothing(options: TrainOptions): boolean {
  const { classes, class: inline, data, train: rows, generated, load } = options;
  return [classes, inline, data, rows, generated, load].every((source) => source === undefined);
}

/** Where a training puts what it makes. All of it lies side by side, however the user wrote the folder's path. */
interface SavePlaces {
  readonly model: string;
  /** Replies and piles of a language model. */
  readonly piles: string;
  /** State of a tuning. */
  readonly checkpoint: string;
}

async function savePlaces(folder: string): Promise<SavePlaces> {
  const model = await plainFolderPath(folder);
  return { model, piles: `${model}.piles`, checkpoint: `${model}.tuning` };
}
