// Train, ask, keep
export type { AddedExamples } from "./classifier/added-examples.ts";
export type { Classification, ClassifyOptions } from "./trained-model/classification.ts";
export { Classifier } from "./classifier/classifier.ts";
export type { ClassifierOptions, LoadOptions, TrainingOptions, WorkOptions } from "./classifier/options.ts";
export { type TrainOptions, train } from "./classifier/train.ts";
export type { Priors } from "./training/class-priors.ts";
export type { TuningReport } from "./trained-model/tuning-report.ts";
export type { TrainingReport, TrainingWarning } from "./trained-model/fit.ts";

// How good it is: judges any classifier's predictions, not only ours
export { areaUnderRoc } from "./evaluation/area-under-roc.ts";
export { type Evaluation, evaluate } from "./evaluation/evaluate.ts";
export type { JudgedPrediction } from "./evaluation/judged-row.ts";

// Task files, data files, answers
export { type EvaluationRow, readEvaluationRows } from "./task/evaluation-rows.ts";
export {
  type CheckedLabels,
  type CheckLabelsOptions,
  checkLabels,
  type LabelOptions,
} from "./task/check-labels.ts";
export { placeOfExample } from "./task/example-places.ts";
export { readExamples, readGenerated, readNoneExamples } from "./task/examples.ts";
export { parseInlinePair } from "./task/inline.ts";
export type { NewLabel } from "./task/judge-labels.ts";
export { type OutputFormat, outputFormatOf, writtenAs } from "./task/output-format.ts";
export { readTaskFile } from "./task/read-classes.ts";
export { readNameMap } from "./task/read-name-map.ts";
export type { ReadOptions, TextSource } from "./files/read-text.ts";
export type { BadRow, BadRowPolicy, NoticeListener, OptionNaming } from "./files/records.ts";
export { formatOf, type RowFormat } from "./task/row-format.ts";
export { type InputRow, type ReadRowsOptions, type Row, readRows } from "./task/rows.ts";
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
} from "./task/write-rows.ts";

// Encoders: text -> vector
export { type CacheOptions, withCache } from "./encoder/embedding-cache.ts";
export type { EmbedOptions, Encoder, EncoderIdentity } from "./encoder/encoder.ts";
export { createHashingEncoder } from "./encoder/hashing-encoder.ts";
export { listModels, pullModel, showModel } from "./hub/encoder-store.ts";
export { type OpenEncoderOptions, openEncoder } from "./hub/open-encoder.ts";
export { openRemoteEncoder, type RemoteEncoderOptions } from "./encoder/remote-encoder.ts";

// The library that runs encoders
export { chooseRuntime, type RuntimeChoice } from "./onnx/runtime.ts";

// Piles that a language model writes, or one's own generators
export type { GenerationOptions, GenerationReport } from "./generation/generation.ts";
export {
  type AiSdkModel,
  type AiSdkOptions,
  fromAiSdk,
  type ReasoningEffort,
  reasoningEfforts,
} from "./llm/ai-sdk-language-model.ts";
export type { Caps, Prices } from "./llm/call.ts";
export type { Completion, CompletionRequest, LanguageModel } from "./llm/language-model.ts";
export { type OpenLanguageModelOptions, openLanguageModel } from "./llm/open-language-model.ts";
export { createScriptedLanguageModel } from "./llm/scripted-language-model.ts";
export type { Expander, Generator, GeneratorContext, Modifier } from "./generation/generator.ts";
export type { WritingPlan } from "./generation/plan-writing.ts";

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
} from "./errors.ts";
