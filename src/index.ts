// The classifier: train, classify, save, load
export { Classifier } from "./classifier/classifier.ts";
export { type TrainOptions, train } from "./classifier/train.ts";
export type { ClassifierOptions, LoadOptions, TrainingOptions, WorkOptions } from "./classifier/options.ts";
export type { TrainingSettings } from "./classifier/settings.ts";
export type { TaskBuilder } from "./classifier/task-builder.ts";
export { type AnsweredRows, answerHeldOut } from "./classifier/answer-held-out.ts";
export type { AddedExamples } from "./classifier/added-examples.ts";
export type { Priors } from "./training/class-priors.ts";
export { type Clean, type Cleaning, cleanText } from "./task/clean/clean-text.ts";

// What a model is made of, and how good it is
export { type ReadModelCard, readModelCard } from "./classifier/card/read-card.ts";
export type {
  CardClass,
  CardConfusion,
  CardEncoder,
  CardFigure,
  ModelCard,
  OriginCounts,
  ScriptShare,
} from "./classifier/card/model-card.ts";
export type { GenerationCost } from "./model-file/model.ts";
export type { ClassGroup } from "./class-groups/class-group.ts";

// Training again from a model's own data
export type { RetrainingReport, RetrainOptions } from "./classifier/retrain.ts";

// Corrections of a trained model
export type { CorrectedTaskBuilder } from "./classifier/corrected-task-builder.ts";
export type { CorrectedText, CorrectionOptions, LabeledText } from "./classifier/correction-options.ts";
export type { CheckedTexts, ContradictedText, CorrectionReport } from "./classifier/correction-report.ts";
export type { ChangedAnswer, WatchedText } from "./trained-model/changed-answers.ts";
export type { Correction, PinnedText } from "./trained-model/corrections.ts";

// What a classifier returns
export type {
  Classification,
  ClassifyOptions,
  ClassScore,
  ProbabilityOfClass,
} from "./trained-model/classification.ts";
export type { StreamedClassification, StreamItem, StreamOptions } from "./classifier/classify-stream.ts";
export type {
  CrossValidatedRow,
  CrossValidateOptions,
  CrossValidation,
} from "./classifier/cross-validation.ts";
export type { ValidationRow } from "./classifier/validation-plan.ts";

// What to label next
export type { LabelSuggestions, SuggestedText, SuggestOptions } from "./classifier/suggest-labels.ts";
export type { SuggestedClass } from "./classifier/missing-classes.ts";

// Whether texts have changed since the training
export type {
  ClassShift,
  DriftOptions,
  DriftReport,
  DriftSign,
  NewGroup,
  NewWord,
} from "./classifier/drift/drift.ts";

// Thresholds: a wanted precision, sets of classes, costs
export type { Costs } from "./calibration/cost-table.ts";
export type { HeldOutAnswers } from "./calibration/held-out-answers.ts";
export { type PrecisionDial, precisionDial } from "./calibration/precision-dial.ts";
export type { ShareInterval } from "./math/binomial.ts";

// Why a classifier answers as it does
export type {
  BranchRemoval,
  ExplainOptions,
  Explanation,
  JointRemoval,
  LevelExplanation,
  NearestExample,
  NoneReason,
  RemovalEffect,
  RunnerUp,
  SiblingBranch,
} from "./classifier/explanation/explanation.ts";
export type {
  ExplainLabelsOptions,
  LabelExplanation,
  LabelRemoval,
  LabelSetExplanation,
} from "./classifier/explanation/label-explanation.ts";
export type { SnippetKind } from "./prompts/snippets.ts";

// Which labels are wrong
export type { Audit, AuditOptions, Finding, FindingKind } from "./classifier/audit/audit.ts";
export { auditExamples } from "./classifier/audit/audit-examples.ts";
export { auditLabelSets } from "./classifier/audit/audit-label-sets.ts";
export type {
  AuditLabelSetsOptions,
  LabelSetAudit,
  LabelSetFinding,
  LabelSetFindingKind,
} from "./classifier/audit/label-set-audit.ts";

// What is likely to go wrong, before anything is trained
export { diagnose } from "./classifier/diagnosis/diagnose.ts";
export type { DiagnoseOptions, Diagnosis, Problem, ProblemKind } from "./classifier/diagnosis/diagnosis.ts";
export { rewriteDescriptions } from "./classifier/diagnosis/rewrite-descriptions.ts";
export type {
  DescriptionRewrite,
  DescriptionRewrites,
  RewriteEstimate,
  RewriteOptions,
} from "./classifier/diagnosis/rewrite.ts";

// What a training reports
export type {
  FitReport,
  HierarchyReport,
  TrainingReport,
  TrainingWarning,
  WordsReport,
} from "./trained-model/fit.ts";
export type { LabelSetReport } from "./trained-model/label-sets/label-set-fit.ts";
export type { TuningReport } from "./trained-model/tuning-report.ts";
export type { UnlabeledReport } from "./trained-model/unlabeled-report.ts";

// Evaluation: of any classifier's predictions, not only those of pilesort
export { areaUnderRoc } from "./evaluation/area-under-roc.ts";
export {
  type ChangedLabelSet,
  type ComparedLabel,
  type ComparedLabelSetFigure,
  type CompareLabelSetsOptions,
  compareLabelSets,
  type LabelSetComparison,
} from "./evaluation/label-sets/compare-label-sets.ts";
export {
  type EvaluateLabelSetsOptions,
  evaluateLabelSets,
} from "./evaluation/label-sets/evaluate-label-sets.ts";
export type {
  LabelFigures,
  LabelIntervals,
  LabelMistake,
  LabelSetAnswer,
  LabelSetEvaluation,
  LabelSetFigureName,
  LabelSetFigures,
  LabelWithProbability,
  PrecisionRecallPoint,
  WrongLabelSet,
} from "./evaluation/label-sets/label-set-evaluation.ts";
export { evaluate } from "./evaluation/evaluate.ts";
export { Evaluator } from "./evaluation/evaluator.ts";
export type { EvaluateOptions, EvaluatorOptions } from "./evaluation/evaluate-options.ts";
export type { Evaluation, EvaluationBasis, TopKAccuracy } from "./evaluation/evaluation.ts";
export { type NamedClasses, type NodeScores, scoreTree, type TreeScores } from "./evaluation/tree-scores.ts";
export type { HierarchyScores, LevelScores, NodeThreshold } from "./evaluation/hierarchy-scores.ts";
export type { FigureIntervals, FigureName, Figures } from "./evaluation/figures.ts";
export type {
  RowDetails,
  ScoredPrediction,
  ScoredPrediction as JudgedPrediction,
} from "./evaluation/evaluated-row.ts";
export type { Bootstrap, BootstrapOptions } from "./evaluation/bootstrap.ts";
export type { Interval } from "./evaluation/interval.ts";
export type { ReliabilityBin } from "./evaluation/calibration-error.ts";
export type { ClassIntervals, ClassScores } from "./evaluation/class-scores.ts";
export type { ConfusionCell, ConfusionCost } from "./evaluation/confusion.ts";
export type { CoveragePoint } from "./evaluation/coverage-curve.ts";
export type { OutOfScopeIntervals, OutOfScopeScores } from "./evaluation/out-of-scope.ts";
export type { WrongAnswer } from "./evaluation/wrong-answers.ts";
export {
  type ChangedRow,
  type ComparedClass,
  type ComparedFigure,
  type CompareOptions,
  type Comparison,
  compareEvaluations,
} from "./evaluation/compare.ts";
export type { PairedTest } from "./evaluation/paired-test.ts";

// Reading and writing: task files, data files, predictions
export {
  type CheckedLabels,
  type CheckLabelsOptions,
  checkLabels,
  type LabelOptions,
} from "./task/labels/check-labels.ts";
export type { ClassHierarchy } from "./task/hierarchy/class-hierarchy.ts";
export type { HierarchySetting } from "./task/hierarchy/find-hierarchy.ts";
export { nodeProbabilities } from "./hierarchy/node-probabilities.ts";
export type { LabelSet } from "./task/label-sets/label-set.ts";
export {
  type LabelSetPredictionRow,
  type LabelSetTruthRow,
  type ReadLabelSetPredictionsOptions,
  readLabelSetPredictions,
  readLabelSetTruths,
} from "./task/label-sets/read-label-set-predictions.ts";
export { readLabelSets } from "./task/label-sets/read-label-sets.ts";
export { placeOfExample } from "./task/example-places.ts";
export {
  type EvaluationRow,
  readEvaluationRows,
  readExamples,
  readGenerated,
  readNoneExamples,
} from "./task/examples.ts";
export {
  type PredictionRow,
  type ReadPredictionsOptions,
  readPredictions,
  readTruths,
  type TruthRow,
} from "./task/predictions/read-predictions.ts";
export { type IdentifiedRow, type JoinedRow, joinPredictions } from "./task/predictions/join-predictions.ts";
export { groupTexts, type TextGroups } from "./task/text-groups.ts";
export { type InlinePair, parseInlinePair } from "./task/inline.ts";
export type { ClassNames } from "./task/labels/class-names.ts";
export type { NewLabel } from "./task/labels/resolve-labels.ts";
export { type OutputFormat, outputFormatOf, writtenAs } from "./task/rows/output-format.ts";
export { readTaskFile } from "./task/read-task-file.ts";
export { type ReadCosts, readCosts } from "./task/read-costs.ts";
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
export type { WindowPolicy } from "./encoder/windows.ts";
export type { FileCheck, FileChecks } from "./files/file-checks.ts";
export type { DownloadOptions, EncoderPrecision } from "./hub/download-encoder.ts";
export type { HubOptions } from "./hub/hub-options.ts";
export type { EncoderStoreOptions } from "./hub/encoder-store.ts";
export { type AddEncoderOptions, addEncoder } from "./hub/add-encoder.ts";
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
export type { ShortClass, UnusableReply } from "./generation/generated-piles.ts";
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
export type { Remedies } from "./llm/remote-failure.ts";
export { createScriptedLanguageModel } from "./llm/scripted-language-model.ts";
export type {
  Expander,
  GenerateFunction,
  Generator,
  GeneratorContext,
  Modifier,
} from "./generation/generator.ts";
export type { GenerationExpense, GenerationPlan, WritingPlan } from "./generation/plan-generation.ts";

// Progress events
export type {
  DownloadProgress,
  EmbedProgress,
  FitProgress,
  GenerateProgress,
  GenerationProgress,
  ProgressEvent,
  ProgressListener,
  ProgressStep,
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
