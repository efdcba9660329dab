// The classifier: train, classify, save, load
export { Classifier } from "./classifier/classifier.ts";
export { type TrainOptions, train } from "./classifier/train.ts";
export type { ClassifierOptions, LoadOptions, TrainingOptions, WorkOptions } from "./classifier/options.ts";
export type { TrainingSettings } from "./classifier/settings.ts";
export type { TaskBuilder } from "./classifier/task-builder.ts";
export type { AddedExamples } from "./classifier/added-examples.ts";
export type { Priors } from "./training/class-priors.ts";

// What a classifier returns
export type {
  Classification,
  ClassifyOptions,
  ClassScore,
  ProbabilityOfClass,
} from "./trained-model/classification.ts";
export type { StreamedClassification, StreamItem, StreamOptions } from "./classifier/classify-stream.ts";

// Why a classifier answers as it does
export type {
  ChangedAnswer,
  ExplainOptions,
  Explanation,
  NearestExample,
  NoneReason,
  RemovalEffect,
  RunnerUp,
} from "./classifier/explanation/explanation.ts";
export type { SnippetKind } from "./prompts/snippets.ts";

// Which labels are wrong
export type { Audit, AuditOptions, Finding, FindingKind } from "./classifier/audit/audit.ts";
export { auditExamples } from "./classifier/audit/audit-examples.ts";

// What is likely to go wrong, before anything is trained
export { diagnose } from "./classifier/diagnosis/diagnose.ts";
export type { DiagnoseOptions, Diagnosis, Problem, ProblemKind } from "./classifier/diagnosis/diagnosis.ts";

// What a training reports
export type { FitReport, TrainingReport, TrainingWarning } from "./trained-model/fit.ts";
export type { TuningReport } from "./trained-model/tuning-report.ts";

// Evaluation: of any classifier's predictions, not only those of pilesort
export { areaUnderRoc } from "./evaluation/area-under-roc.ts";
export { type EvaluateOptions, type Evaluation, evaluate, type TopKAccuracy } from "./evaluation/evaluate.ts";
export type { ScoredPrediction, ScoredPrediction as JudgedPrediction } from "./evaluation/evaluated-row.ts";
export type { ReliabilityBin } from "./evaluation/calibration-error.ts";
export type { ClassScores } from "./evaluation/class-scores.ts";
export type { ConfusionCell } from "./evaluation/confusion.ts";
export type { CoveragePoint } from "./evaluation/coverage-curve.ts";

// Reading and writing: task files, data files, predictions
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
export { type InlinePair, parseInlinePair } from "./task/inline.ts";
export type { ClassNames } from "./task/labels/class-names.ts";
export type { NewLabel } from "./task/labels/resolve-labels.ts";
export { type OutputFormat, outputFormatOf, writtenAs } from "./task/rows/output-format.ts";
export { readTaskFile } from "./task/read-task-file.ts";
export { readNameMap } from "./task/read-name-map.ts";
export type { ReadFileSystem, ReadOptions, TextSource } from "./files/read-text.ts";
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
export type { WriteFileSystem } from "./files/atomic-file.ts";
export {
  createRowWriter,
  type GainedFields,
  type RowWriter,
  type RowWriterOptions,
} from "./task/rows/write-rows.ts";

// Encoders: text -> vector
export type { OpenedEncoder } from "./encoder/encoder.ts";
export type { SpaceStatistics, SpaceStatistics as Background } from "./encoder/space-statistics.ts";
export type { Sleep } from "./async/retry.ts";
export type { Matrix } from "./math/matrix.ts";
export type { OnnxEncoderOptions } from "./encoder/onnx-encoder.ts";
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

// The runtime that computes: onnxruntime, native or WebAssembly
export { chooseRuntime, type RuntimeChoice } from "./onnx/runtime.ts";

// Generating examples: with a language model or your own generators
export type { GenerationOptions } from "./generation/generation-options.ts";
export type { GenerationReport } from "./generation/generation-report.ts";
export type {
  GenerationSettings,
  GenerationSettings as WritingSettings,
} from "./generation/generation-settings.ts";
export type { ShortClass, UnusableReply } from "./generation/generation-rounds.ts";
export type { DropReason } from "./generation/generated-text.ts";
export type { Spent } from "./llm/budget.ts";
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

// Progress events
export type {
  DownloadProgress,
  EmbedProgress,
  FitProgress,
  GenerateProgress,
  GenerationProgress,
  ProgressEvent,
  ProgressListener,
  TuneProgress,
  TuningProgress,
} from "./async/progress.ts";

// Errors: one family, a subclass for each thing that the caller can do about it
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
export type { InputPlace } from "./errors.ts";
