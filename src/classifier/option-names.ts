import type { GenerationOptions } from "../generation/generation-options.ts";
import type { OptionNames } from "../options/known-options.ts";
import type { ClassifyOptions } from "../trained-model/classification.ts";
import type { AuditOptions } from "./audit/audit.ts";
import type { DiagnoseOptions } from "./diagnosis/diagnosis.ts";
import type { RewriteOptions } from "./diagnosis/rewrite.ts";
import type { ExplainOptions } from "./explanation/explanation.ts";
import type { ExplainLabelsOptions } from "./explanation/label-explanation.ts";
import type { ClassifierOptions, TrainingOptions, WorkOptions } from "./options.ts";

/** The names of the options of public functions, for requireOptions. Others stand beside their types. */

export const workOptionNames = {
  onProgress: true,
  signal: true,
  onNotice: true,
} satisfies OptionNames<WorkOptions>;

const encoderOptionNames = { encoder: true, store: true, cacheFolder: true, maxWindows: true } as const;

export const classifierOptionNames = {
  ...encoderOptionNames,
  ...{ priors: true, seed: true, clean: true, hierarchy: true, multiLabel: true, metadata: true },
} satisfies OptionNames<ClassifierOptions>;

export const trainingOptionNames = {
  ...workOptionNames,
  ...{ tune: true, words: true, stopTuning: true, checkpoint: true },
} satisfies OptionNames<TrainingOptions>;

export const classifyOptionNames = {
  ...workOptionNames,
  ...{ top: true, threshold: true, none: true, precision: true, costs: true, coverage: true, heldOut: true },
} satisfies OptionNames<ClassifyOptions & WorkOptions>;

export const explainOptionNames = {
  ...workOptionNames,
  ...{ none: true, threshold: true, nearest: true, maxRemovals: true, maxExamples: true },
} satisfies OptionNames<ExplainOptions & WorkOptions>;

export const explainLabelsOptionNames = {
  ...workOptionNames,
  ...{ threshold: true, precision: true, nearest: true, maxRemovals: true, maxExamples: true, labels: true },
} satisfies OptionNames<ExplainLabelsOptions & WorkOptions>;

export const auditOptionNames = {
  ...workOptionNames,
  ...encoderOptionNames,
  ...{ classes: true, seed: true, folds: true },
} satisfies OptionNames<AuditOptions>;

export const diagnoseOptionNames = {
  ...workOptionNames,
  ...encoderOptionNames,
  ...{ examples: true, testExamples: true },
} satisfies OptionNames<DiagnoseOptions>;

export const rewriteOptionNames = {
  ...encoderOptionNames,
  ...{ signal: true, model: true, folder: true, caps: true, prices: true },
  ...{ fresh: true, secondsPerCall: true, maxOutputTokens: true },
} satisfies OptionNames<RewriteOptions>;

export const generationOptionNames = {
  ...workOptionNames,
  ...{ model: true, generators: true, modifiers: true, expanders: true, folder: true, task: true },
  ...{ examplesPerClass: true, examplesPerCall: true, shareExamples: true },
  ...{ concurrency: true, secondsPerCall: true, maxOutputTokens: true, caps: true, prices: true },
  ...{ fresh: true, keepGoing: true },
} satisfies OptionNames<GenerationOptions & WorkOptions>;
