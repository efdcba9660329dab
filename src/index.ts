// Train, ask, keep
export type { AddedExamples } from "./classifier/added-examples.ts";
export type { Classification, ClassifyOptions } from "./trained-model/classification.ts";
export {
  Classifier,
  type ClassifierOptions,
  type LoadOptions,
  type TrainingOptions,
  type TrainingReport,
  type WorkOptions,
} from "./classifier/classifier.ts";
export { type TrainOptions, train } from "./classifier/train.ts";
export type { Priors } from "./training/class-priors.ts";
export type { TuningReport } from "./trained-model/tuning-report.ts";
export type { TrainingWarning } from "./trained-model/fit.ts";

// Evaluation of predictions, of any classifier
export { areaUnderRoc } from "./evaluation/area-under-roc.ts";
export { type Evaluation, evaluate } from "./evaluation/evaluate.ts";
export type { ScoredPrediction, ScoredPrediction as JudgedPrediction } from "./evaluation/evaluated-row.ts";

// Task files, data files, answers
export {
  type CheckedLabels,
  type CheckLabelsOptions,
  checkLabels,
  type LabelOptions,
} from "./task/labels/check-labels.ts";
export { placeOfExample } from "./task/example-places.ts";
export {
  type EvaluationRow,
  readEvaluationRows,
  readExamples,
  readGenerated,
  readNoneExamples,
} from "./task/examples.ts";
export { parseInlinePair } from "./task/inline.ts";
export type { NewLabel } from "./task/labels/resolve-labels.ts";
export { type OutputFormat, outputFormatOf, writtenAs } from "./task/rows/output-format.ts";
export { readTaskFile } from "./task/read-task-file.ts";
export { readNameMap } from "./task/read-name-map.ts";
export type { ReadOptions, TextSource } from "./files/read-text.ts";
export type { BadRow, BadRowPolicy, NoticeListener, OptionNaming } from "./files/records.ts";
export { formatOf, type RowFormat } from "./task/rows/row-format.ts";
export { readRows } from "./task/rows/read-rows.ts";
export type { InputRow, ReadRowsOptions, Row } from "./task/rows/row.ts";
export type {
  ClassDefinition,
  Example,
  ExampleSource,
  JsonObject,
  JsonValue,
  NoneExample,
  Origin,
  Task,
} from "./task/task.ts";
export {
  createRowWriter,
  type GainedFields,
  type RowWriter,
  type RowWriterOptions,
} from "./task/rows/write-rows.ts";

// Encoders: text -> vector
export { type CacheOptions, withCache } from "./encoder/embedding-cache.ts";
export type { EmbedOptions, Encoder, EncoderIdentity } from "./encoder/encoder.ts";
export { createHashingEncoder } from "./encoder/hashing-encoder.ts";
export type { EncoderStoreOptions } from "./hub/encoder-store.ts";
export {
  type EncoderDetails,
  type EncoderSummary,
  listEncoders,
  /** @deprecated Use listEncoders. */
  listEncoders as listModels,
  showEncoder,
  /** @deprecated Use showEncoder. */
  showEncoder as showModel,
} from "./hub/list-encoders.ts";
export {
  type PullEncoderOptions,
  pullEncoder,
  /** @deprecated Use pullEncoder. */
  pullEncoder as pullModel,
} from "./hub/pull-encoder.ts";
export { type OpenEncoderOptions, openEncoder } from "./hub/open-encoder.ts";
export { openRemoteEncoder, type RemoteEncoderOptions } from "./encoder/remote-encoder.ts";

// The library that runs encoders
export { chooseRuntime, type RuntimeChoice } from "./onnx/runtime.ts";

// Piles that a language model writes, or one's own generators
export type { GenerationOptions } from "./generation/generation-options.ts";
export type { GenerationReport } from "./generation/generation-report.ts";
export type {
  AiSdkCallOptions,
  AiSdkContent,
  AiSdkModel,
  AiSdkResult,
  AiSdkUsage,
} from "./llm/ai-sdk-model.ts";
export {
  type AiSdkOptions,
  fromAiSdk,
  type ReasoningEffort,
  reasoningEfforts,
} from "./llm/ai-sdk-language-model.ts";
export type { Caps, Prices } from "./llm/call.ts";
export type { Completion, CompletionRequest, LanguageModel } from "./llm/language-model.ts";
export { type OpenLanguageModelOptions, openLanguageModel } from "./llm/open-language-model.ts";
export { createScriptedLanguageModel } from "./llm/scripted-language-model.ts";
export type {
  Expander,
  GenerateFunction,
  Generator,
  GeneratorContext,
  Modifier,
} from "./generation/generator.ts";
export type { GenerationPlan, WritingPlan } from "./generation/plan-generation.ts";

// Progress and errors
export type {
  GenerationProgress,
  ProgressEvent,
  ProgressListener,
  TuningProgress,
} from "./async/progress.ts";
export {
  CancelledError,
  GenerationError,
  InputError,
  ModelFileError,
  NotTrainedError,
  PilesortError,
  RemoteError,
  RetryableError,
} from "./errors.ts";
