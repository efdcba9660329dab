import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import * as library from "../../src/index.ts";
import { encoder, prompts } from "./tasks.ts";

const folder = mkdtempSync(join(tmpdir(), "pilesort-arguments-"));
afterAll(() => rmSync(folder, { recursive: true }));

const classifier = new library.Classifier({ encoder });
const labelClassifier = new library.Classifier({ encoder, multiLabel: true });
await classifier.promptTrain(prompts);
await labelClassifier.promptTrain(prompts);
const probe = { prediction: "a", probability: 1 };
const model = library.createScriptedLanguageModel(() => "");

/** Values of other types that a caller without a type checker may pass. */
const wrong: readonly unknown[] = [undefined, null, 5, "", true, [], [1], {}, () => 1, Symbol("s"), 5n];
const except = (...fitting: readonly unknown[]) =>
  wrong.filter((value) => !fitting.some((each) => inspect(each) === inspect(value)));
const options = except(undefined, {});

type Call = (value: never) => unknown;

/** Every public function, each argument and option of it, and what does not fit there. */
const calls: readonly (readonly [name: string, call: Call, values: readonly unknown[]])[] = [
  ["new Classifier(options)", (value) => new library.Classifier(value), options],
  [
    "new Classifier({ encoder })",
    (value) => new library.Classifier({ encoder: value }),
    except(undefined, ""),
  ],
  ["new Classifier({ store })", (value) => new library.Classifier({ store: value }), except(undefined)],
  [
    "new Classifier({ cacheFolder })",
    (value) => new library.Classifier({ cacheFolder: value }),
    except(undefined),
  ],
  [
    "new Classifier({ maxWindows })",
    (value) => new library.Classifier({ maxWindows: value }),
    [...except(undefined, 5), 0, -1, 1.5],
  ],
  [
    "new Classifier({ metadata })",
    (value) => new library.Classifier({ metadata: value }),
    except(undefined, {}),
  ],
  ["new Classifier({ seed })", (value) => new library.Classifier({ seed: value }), except(undefined, 5)],
  ["new Classifier({ priors })", (value) => new library.Classifier({ priors: value }), except(undefined)],
  [
    "new Classifier({ hierarchy })",
    (value) => new library.Classifier({ hierarchy: value }),
    except(undefined, true),
  ],
  ["promptTrain(prompts)", (value) => new library.Classifier({ encoder }).promptTrain(value), except()],
  ["promptTrain(, options)", (value) => classifier.promptTrain({}, value), options],
  ["defineClass", (value) => new library.Classifier().defineClass(value), except()],
  ["defineClass({ name })", (value) => new library.Classifier().defineClass({ name: value }), except()],
  [
    "defineClass({ prompt })",
    (value) => new library.Classifier().defineClass({ name: "a", prompt: value }),
    except(undefined),
  ],
  [
    "defineClass({ metadata })",
    (value) => new library.Classifier().defineClass({ name: "a", metadata: value }),
    except(undefined, {}),
  ],
  [
    "defineClass({ parent })",
    (value) => new library.Classifier().defineClass({ name: "a", parent: value }),
    except(undefined),
  ],
  ["replaceTask(task)", (value) => new library.Classifier().replaceTask(value), except()],
  [
    "replaceTask({ classes })",
    (value) => new library.Classifier().replaceTask({ classes: value, examples: [] }),
    except([]),
  ],
  [
    "replaceTask({ examples })",
    (value) => new library.Classifier().replaceTask({ classes: [], examples: value }),
    except([]),
  ],
  [
    "replaceTask({ noneExamples })",
    (value) => new library.Classifier().replaceTask({ classes: [], examples: [], noneExamples: value }),
    except(undefined, []),
  ],
  ["addDataToClass(name)", (value) => new library.Classifier().addDataToClass(value, "text"), except()],
  ["addDataToClass(, texts)", (value) => new library.Classifier().addDataToClass("a", value), except("", [])],
  [
    "addDataToClass(, , origin)",
    (value) => new library.Classifier().addDataToClass("a", "b", value),
    except(undefined),
  ],
  ["addExamples", (value) => new library.Classifier().addExamples(value), except([])],
  [
    "addExamples([{ text }])",
    (value) => new library.Classifier().addExamples([{ label: "a", origin: "real", text: value }]),
    except(""),
  ],
  [
    "addExamples([{ label }])",
    (value) => new library.Classifier().addExamples([{ label: value, origin: "real", text: "b" }]),
    except(),
  ],
  [
    "addExamples([{ origin }])",
    (value) => new library.Classifier().addExamples([{ label: "a", origin: value, text: "b" }]),
    except(),
  ],
  [
    "addExamples([{ source }])",
    (value) =>
      new library.Classifier().addExamples([{ label: "a", origin: "real", text: "b", source: value }]),
    except(undefined),
  ],
  ["addNoneExamples", (value) => new library.Classifier().addNoneExamples(value), except([])],
  [
    "addNoneExamples([{ text }])",
    (value) => new library.Classifier().addNoneExamples([{ origin: "real", text: value }]),
    except(""),
  ],
  ["generate(options)", (value) => classifier.generate(value), except()],
  ["generate({ folder })", (value) => classifier.generate({ folder: value, generators: [] }), except()],
  ["generate({ model })", (value) => classifier.generate({ folder, model: value }), except()],
  ["generate({ generators })", (value) => classifier.generate({ folder, generators: value }), except()],
  ["generate({ caps })", (value) => classifier.generate({ folder, caps: value }), except()],
  ["planGeneration(options)", (value) => classifier.planGeneration(value), options],
  [
    "planGeneration({ examplesPerClass })",
    (value) => classifier.planGeneration({ examplesPerClass: value }),
    except(undefined, 5, null),
  ],
  ["correct(text)", (value) => classifier.correct(value, "refund" as never), except([], "")],
  ["correct(, label)", (value) => classifier.correct("a", value), except()],
  ["correct(, , options)", (value) => classifier.correct("a", "refund", value), options],
  ["correct([{ text }])", (value) => classifier.correct([{ text: value, label: "refund" }]), except()],
  ["correct([{ label }])", (value) => classifier.correct([{ text: "a", label: value }]), except()],
  ["correct({ date })", (value) => classifier.correct("a", "refund", { date: value }), except(undefined)],
  ["correct({ pin })", (value) => classifier.correct("a", "refund", { pin: value }), except(undefined, true)],
  [
    "correct({ check })",
    (value) => classifier.correct("a", "refund", { check: value }),
    except(undefined, []),
  ],
  ["undoCorrection(number)", (value) => classifier.undoCorrection(value), except(undefined)],
  ["undoCorrection(, options)", (value) => classifier.undoCorrection(1, value), options],
  ["suggestLabels(items)", (value) => classifier.suggestLabels(value), except([])],
  ["suggestLabels(, options)", (value) => classifier.suggestLabels([], value), options],
  [
    "suggestLabels({ count })",
    (value) => classifier.suggestLabels([], { count: value }),
    except(undefined, 5),
  ],
  [
    "suggestLabels({ sampleSize })",
    (value) => classifier.suggestLabels([], { sampleSize: value }),
    except(undefined, 5),
  ],
  ["train(options) of a classifier", (value) => classifier.train(value), options],
  ["train({ tune })", (value) => classifier.train({ tune: value }), except(undefined, true)],
  ["train({ signal })", (value) => classifier.train({ signal: value }), except(undefined)],
  ["train({ stopTuning })", (value) => classifier.train({ stopTuning: value }), except(undefined)],
  [
    "train({ onProgress })",
    (value) => classifier.train({ onProgress: value }),
    wrong.filter((each) => each !== undefined && typeof each !== "function"),
  ],
  ["train({ checkpoint })", (value) => classifier.train({ checkpoint: value }), except(undefined)],
  ["classify(texts)", (value) => classifier.classify(value), except("", [])],
  ["classify(, options)", (value) => classifier.classify("a", value), options],
  ["classify(, { top })", (value) => classifier.classify("a", { top: value }), except(undefined, 5)],
  ["classify(, { threshold })", (value) => classifier.classify("a", { threshold: value }), except(undefined)],
  ["classify(, { none })", (value) => classifier.classify("a", { none: value }), except(undefined, true)],
  ["classify(, { signal })", (value) => classifier.classify("a", { signal: value }), except(undefined)],
  [
    "classifyStream(items)",
    (value) => drain(classifier.classifyStream(value)),
    wrong.filter((each) => !Array.isArray(each) || each.length > 0),
  ],
  ["classifyStream(, options)", (value) => drain(classifier.classifyStream([], value)), options],
  [
    "classifyStream(, { batchSize })",
    (value) => drain(classifier.classifyStream([], { batchSize: value })),
    except(undefined, 5),
  ],
  ["predict", (value) => classifier.predict(value), except("", [])],
  ["predict(, options)", (value) => classifier.predict("a", value), options],
  ["predictProba", (value) => classifier.predictProba(value), except("", [])],
  ["predictProba(, options)", (value) => classifier.predictProba("a", value), options],
  ["save", (value) => classifier.save(value), except()],
  ["Classifier.load(path)", (value) => library.Classifier.load(value), except()],
  ["Classifier.load(, options)", (value) => library.Classifier.load(folder, value), options],
  ["Classifier.fromBytes(bytes)", (value) => library.Classifier.fromBytes(value), except()],
  ["explainLabels(text)", (value) => labelClassifier.explainLabels(value), except("")],
  ["explainLabels(, options)", (value) => labelClassifier.explainLabels("a", value), options],
  [
    "explainLabels(, { labels })",
    (value) => labelClassifier.explainLabels("a", { labels: value }),
    except(undefined, []),
  ],
  ["explain(text)", (value) => classifier.explain(value), except("")],
  ["explain(, options)", (value) => classifier.explain("a", value), options],
  ["explain(, { nearest })", (value) => classifier.explain("a", { nearest: value }), except(undefined, 5)],
  ["explain(, { signal })", (value) => classifier.explain("a", { signal: value }), except(undefined)],
  ["auditExamples(examples)", (value) => library.auditExamples(value, { encoder }), wrong],
  ["auditLabelSets(rows)", (value) => library.auditLabelSets(value, { encoder }), wrong],
  ["auditLabelSets(, options)", (value) => library.auditLabelSets([], value), wrong],
  ["auditExamples(, options)", (value) => library.auditExamples([], value), wrong],
  ["auditExamples(, { folds })", (value) => library.auditExamples([], { folds: value }), wrong],
  [
    "auditExamples(, { classes })",
    (value) => library.auditExamples([], { classes: value }),
    except(undefined, []),
  ],
  ["diagnose(classes)", (value) => library.diagnose(value), except([])],
  ["diagnose(, options)", (value) => library.diagnose([], value), options],
  ["diagnose(, { examples })", (value) => library.diagnose([], { examples: value }), except(undefined, [])],
  [
    "diagnose(, { testExamples })",
    (value) => library.diagnose([], { testExamples: value }),
    except(undefined, []),
  ],
  ["train(options)", (value) => library.train(value), except()],
  ["train({ classes })", (value) => library.train({ encoder, classes: value }), except()],
  [
    "train({ examples })",
    (value) => library.train({ encoder, classes: prompts, examples: value }),
    except(undefined, []),
  ],
  ["train({ encoder })", (value) => library.train({ encoder: value, classes: prompts }), except(undefined)],
  ["areaUnderRoc(positives)", (value) => library.areaUnderRoc(value, [1]), except([], [1])],
  ["areaUnderRoc(, negatives)", (value) => library.areaUnderRoc([1], value), except([], [1])],
  [
    "new Classifier({ multiLabel })",
    (value) => new library.Classifier({ multiLabel: value }),
    except(undefined, true),
  ],
  [
    "addLabelSets(rows)",
    (value) => new library.Classifier({ encoder, multiLabel: true }).addLabelSets(value),
    except([]),
  ],
  [
    "addLabelSets([{ text }])",
    (value) =>
      new library.Classifier({ encoder, multiLabel: true }).addLabelSets([{ text: value, labels: [] }]),
    except(""),
  ],
  [
    "addLabelSets([{ labels }])",
    (value) =>
      new library.Classifier({ encoder, multiLabel: true }).addLabelSets([{ text: "a", labels: value }]),
    except([]),
  ],
  [
    "addLabelSets(, options)",
    (value) => new library.Classifier({ encoder, multiLabel: true }).addLabelSets([], value),
    options,
  ],
  ["scoreTree(confusion)", (value) => library.scoreTree(value), except([])],
  ["scoreTree(, groups)", (value) => library.scoreTree([], value), except(undefined, [])],
  ["evaluateLabelSets(truths)", (value) => library.evaluateLabelSets(value, [{ labels: [] }]), except()],
  ["evaluateLabelSets([truth])", (value) => library.evaluateLabelSets([value], [{ labels: [] }]), except([])],
  ["evaluateLabelSets(, answers)", (value) => library.evaluateLabelSets([["a"]], value), except()],
  [
    "evaluateLabelSets(, [{ labels }])",
    (value) => library.evaluateLabelSets([["a"]], [{ labels: value }]),
    except([]),
  ],
  [
    "evaluateLabelSets(, , options)",
    (value) => library.evaluateLabelSets([["a"]], [{ labels: [] }], value),
    options,
  ],
  [
    "evaluateLabelSets(, , { classes })",
    (value) => library.evaluateLabelSets([["a"]], [{ labels: [] }], { classes: value }),
    except(undefined, []),
  ],
  [
    "evaluateLabelSets(, , { thresholds })",
    (value) => library.evaluateLabelSets([["a"]], [{ labels: [] }], { thresholds: value }),
    except(undefined, {}),
  ],
  [
    "evaluateLabelSets(, , { resamples })",
    (value) => library.evaluateLabelSets([["a"]], [{ labels: [] }], { resamples: value }),
    except(undefined, 5),
  ],
  ["compareLabelSets(truths)", (value) => library.compareLabelSets(value, [], []), except()],
  ["compareLabelSets(, answers)", (value) => library.compareLabelSets([["a"]], value, []), except()],
  [
    "compareLabelSets(, , baseline)",
    (value) => library.compareLabelSets([["a"]], [{ labels: [] }], value),
    except(),
  ],
  [
    "compareLabelSets(, , , options)",
    (value) => library.compareLabelSets([["a"]], [{ labels: [] }], [{ labels: [] }], value),
    options,
  ],
  ["readLabelSetPredictions(source)", (value) => drain(library.readLabelSetPredictions(value)), except()],
  [
    "readLabelSetPredictions(, options)",
    (value) => drain(library.readLabelSetPredictions("rows.jsonl", value)),
    options,
  ],
  ["readLabelSetTruths(source)", (value) => library.readLabelSetTruths(value), except()],
  ["readLabelSetTruths(, options)", (value) => library.readLabelSetTruths("rows.jsonl", value), options],
  ["readLabelSets(source)", (value) => library.readLabelSets(value), except("")],
  ["readLabelSets(, options)", (value) => library.readLabelSets("a.jsonl", value), options],
  ["evaluate(truths)", (value) => library.evaluate(value, [probe]), except()],
  ["evaluate([truth])", (value) => library.evaluate([value], [probe]), except(null, "")],
  ["evaluate(, predictions)", (value) => library.evaluate(["a"], value), except()],
  [
    "evaluate(, [{ prediction }])",
    (value) => library.evaluate(["a"], [{ ...probe, prediction: value }]),
    except(null, ""),
  ],
  [
    "evaluate(, [{ probability }])",
    (value) => library.evaluate(["a"], [{ ...probe, probability: value }]),
    except(undefined),
  ],
  [
    "evaluate(, [{ probabilities }])",
    (value) => library.evaluate(["a"], [{ ...probe, probabilities: value }]),
    except(undefined, {}),
  ],
  [
    "evaluate(, [{ noneProbability }])",
    (value) => library.evaluate(["a"], [{ ...probe, noneProbability: value }]),
    except(undefined, null),
  ],
  ["nodeProbabilities(probabilities)", (value) => library.nodeProbabilities(value), except({})],
  [
    "evaluate(, , { hierarchy })",
    (value) => library.evaluate(["a"], [probe], { hierarchy: value }),
    except(undefined, true),
  ],
  ["evaluate(, , options)", (value) => library.evaluate(["a"], [probe], value), options],
  [
    "evaluate(, , { classes })",
    (value) => library.evaluate(["a"], [probe], { classes: value }),
    except(undefined, [], [1]),
  ],
  ["readExamples(source)", (value) => library.readExamples(value), except("")],
  ["readExamples(, options)", (value) => library.readExamples("a.jsonl", value), options],
  ["readEvaluationRows(source)", (value) => library.readEvaluationRows(value), except("")],
  ["readEvaluationRows(, options)", (value) => library.readEvaluationRows("a.jsonl", value), options],
  ["readGenerated(source)", (value) => library.readGenerated(value), except("")],
  ["readGenerated(, options)", (value) => library.readGenerated("a.jsonl", value), options],
  ["readNoneExamples(source)", (value) => library.readNoneExamples(value), except("")],
  ["readNoneExamples(, options)", (value) => library.readNoneExamples("a.jsonl", value), options],
  ["readRows(source)", (value) => library.readRows(value), except("")],
  ["readRows(, options)", (value) => library.readRows("a.jsonl", value), options],
  [
    "readRows(, { format })",
    (value) => library.readRows("a.jsonl", { format: value }),
    except(undefined, null),
  ],
  ["detectDrift(texts)", (value) => classifier.detectDrift(value), except([], [1])],
  ["detectDrift([text])", (value) => classifier.detectDrift([value]), except("")],
  ["detectDrift(, options)", (value) => classifier.detectDrift([], value), options],
  ["detectDrift(, { level })", (value) => classifier.detectDrift([], { level: value }), except(undefined)],
  [
    "detectDrift(, { reference })",
    (value) => classifier.detectDrift([], { reference: value }),
    except(undefined, [], [1]),
  ],
  [
    "detectDrift(, { sampleSize })",
    (value) => classifier.detectDrift([], { sampleSize: value }),
    except(undefined, 5),
  ],
  [
    "rewriteDescriptions(classes)",
    (value) => library.rewriteDescriptions(value, { model, folder: join(folder, "replies") }),
    except([]),
  ],
  ["rewriteDescriptions(, options)", (value) => library.rewriteDescriptions([], value), wrong],
  [
    "rewriteDescriptions(, { model })",
    (value) => library.rewriteDescriptions([], { model: value, folder: join(folder, "replies") }),
    wrong,
  ],
  [
    "rewriteDescriptions(, { folder })",
    (value) => library.rewriteDescriptions([], { model, folder: value }),
    wrong,
  ],
  [
    "rewriteDescriptions(, { caps })",
    (value) => library.rewriteDescriptions([], { model, folder: join(folder, "replies"), caps: value }),
    except(undefined, {}),
  ],
  ["readModelCard(path)", (value) => library.readModelCard(value), except()],
  ["retrain(options)", (value) => classifier.retrain(value), options],
  ["retrain({ signal })", (value) => classifier.retrain({ signal: value }), except(undefined)],
  ["crossValidate(options)", (value) => classifier.crossValidate(value), options],
  ["addUnlabeled(texts)", (value) => classifier.addUnlabeled(value), except("", [])],
  ["Evaluator", (value) => new library.Evaluator(value), options],
  ["compareEvaluations(truths)", (value) => library.compareEvaluations(value, [], []), except([])],
  ["compareEvaluations(, predictions)", (value) => library.compareEvaluations([], value, []), except([])],
  ["compareEvaluations(, , baseline)", (value) => library.compareEvaluations([], [], value), except([])],
  [
    "compareEvaluations(, , , options)",
    (value) => library.compareEvaluations(["a"], [probe], [probe], value),
    options,
  ],
  ["groupTexts", (value) => library.groupTexts(value), except([])],
  ["joinPredictions(truths)", (value) => drain(library.joinPredictions(value, noRows())), except([])],
  ["joinPredictions(, predictions)", (value) => drain(library.joinPredictions([], value)), except()],
  ["readPredictions(source)", (value) => drain(library.readPredictions(value)), except()],
  ["readPredictions(, options)", (value) => drain(library.readPredictions("rows.jsonl", value)), options],
  ["readTruths(source)", (value) => library.readTruths(value), except()],
  ["readTruths(, options)", (value) => library.readTruths("rows.jsonl", value), options],
  ["cleanText(text)", (value) => library.cleanText(value, "auto"), except("")],
  ["cleanText(, clean)", (value) => library.cleanText("a", value), except([])],
  ["parseInlinePair", (value) => library.parseInlinePair(value, "--class"), except()],
  ["readTaskFile", (value) => library.readTaskFile(value), except()],
  ["formatOf", (value) => library.formatOf(value), except()],
  ["createRowWriter(target)", (value) => library.createRowWriter(value), except()],
  ["createRowWriter(, options)", (value) => library.createRowWriter("-", value), options],
  ["withCache(encoder)", (value) => library.withCache(value), except()],
  ["withCache(, options)", (value) => library.withCache(encoder, value), options],
  [
    "withCache(, { folder })",
    (value) => library.withCache(encoder, { folder: value }),
    except(undefined, ""),
  ],
  [
    "createHashingEncoder",
    (value) => library.createHashingEncoder(value),
    [...except(undefined, 5), 0, Number.NaN],
  ],
  ["listEncoders(options)", (value) => library.listEncoders(value), options],
  ["listEncoders({ store })", (value) => library.listEncoders({ store: value }), except(undefined, "")],
  ["showEncoder(name)", (value) => library.showEncoder(value), except()],
  ["showEncoder(, options)", (value) => library.showEncoder("bundled", value), options],
  ["addEncoder(folder)", (value) => library.addEncoder(value), except()],
  ["addEncoder(, options)", (value) => library.addEncoder("a", value), options],
  ["pullEncoder(name)", (value) => library.pullEncoder(value), except()],
  ["pullEncoder(, options)", (value) => library.pullEncoder("a/b", value), options],
  [
    "pullEncoder(, { hubCache })",
    (value) => library.pullEncoder("a/b", { hubCache: value }),
    except(undefined, ""),
  ],
  // The old names.
  ["listModels(options)", (value) => library.listModels(value), options],
  ["showModel(name)", (value) => library.showModel(value), except()],
  ["pullModel(name)", (value) => library.pullModel(value), except()],
  ["openEncoder(encoder)", (value) => library.openEncoder(value), except(undefined)],
  ["openEncoder(, options)", (value) => library.openEncoder("bundled", value), options],
  ["openEncoder(, { store })", (value) => library.openEncoder("x", { store: value }), except(undefined)],
  ["openRemoteEncoder(options)", (value) => library.openRemoteEncoder(value), except()],
  ["openRemoteEncoder({ url })", (value) => library.openRemoteEncoder({ url: value, model: "m" }), except()],
  [
    "openRemoteEncoder({ model })",
    (value) => library.openRemoteEncoder({ url: "http://127.0.0.1:9/v1", model: value }),
    except(),
  ],
  ["checkSave(path)", (value) => classifier.checkSave(value), except()],
  ["checkSave(, options)", (value) => classifier.checkSave(join(folder, "unused"), value), options],
  ["checkLabels(rows)", (value) => library.checkLabels(value, { classes: ["a"] }), except([])],
  [
    "checkLabels([{ label }])",
    (value) => library.checkLabels([{ label: value }], { classes: ["a"] }),
    except(undefined, null, ""),
  ],
  ["checkLabels(, options)", (value) => library.checkLabels([], value), except()],
  ["checkLabels(, { classes })", (value) => library.checkLabels([], { classes: value }), except([], [1])],
  ["placeOfExample", (value) => library.placeOfExample(value), except({})],
  ["readCosts(path)", (value) => library.readCosts(value), except()],
  ["readCosts(, options)", (value) => library.readCosts("x.csv", value), options],
  ["precisionDial(heldOut)", (value) => library.precisionDial(value, 0.9), except()],
  ["precisionDial(, precision)", (value) => library.precisionDial(undefined, value), except()],
  ["precisionDial(, , label)", (value) => library.precisionDial(undefined, 0.9, value), except(undefined)],
  ["answerHeldOut(classifier)", (value) => library.answerHeldOut(value, []), except()],
  ["answerHeldOut(, rows)", (value) => library.answerHeldOut(classifier, value), except()],
  [
    "answerHeldOut(, [{ text }])",
    (value) => library.answerHeldOut(classifier, [{ text: value, label: "refund" }]),
    except(""),
  ],
  [
    "answerHeldOut(, [{ label }])",
    (value) => library.answerHeldOut(classifier, [{ text: "a", label: value }]),
    except(),
  ],
  [
    "answerHeldOut(, , options)",
    (value) => library.answerHeldOut(classifier, [{ text: "a", label: "refund" }], value),
    options,
  ],
  ["classify(, { precision })", (value) => classifier.classify("a", { precision: value }), except(undefined)],
  ["classify(, { coverage })", (value) => classifier.classify("a", { coverage: value }), except(undefined)],
  ["classify(, { costs })", (value) => classifier.classify("a", { costs: value }), except(undefined, {})],
  ["classify(, { heldOut })", (value) => classifier.classify("a", { heldOut: value }), except(undefined)],
  ["readNameMap(path)", (value) => library.readNameMap(value), except()],
  ["outputFormatOf(path)", (value) => library.outputFormatOf(value), except()],
  ["writtenAs(format)", (value) => library.writtenAs(value), except()],
  ["chooseRuntime", (value) => library.chooseRuntime(value), except()],
  ["fromAiSdk(model)", (value) => library.fromAiSdk(value), except()],
  ["openLanguageModel(name)", (value) => library.openLanguageModel(value), except()],
  ["openLanguageModel(, options)", (value) => library.openLanguageModel("openai:x", value), options],
  [
    "createScriptedLanguageModel",
    (value) => library.createScriptedLanguageModel(value),
    wrong.filter((each) => typeof each !== "function"),
  ],
];

describe("an argument of an invalid type throws an InputError with one sentence", () => {
  it.each(calls)("%s", async (_, call, values) => {
    for (const value of values) {
      const error = await mistakeIn(() => call(value as never));
      expect(error, inspect(value)).toBeInstanceOf(library.InputError);
      expect((error as Error).message).toMatch(/^[^\n]+\.$/);
    }
  });

  it("is tested for every public function", () => {
    const functions = Object.entries(library).filter(
      ([name, value]) => typeof value === "function" && !name.endsWith("Error"),
    );
    const { prototype: own } = library.Classifier;
    const prototypes = [own, Object.getPrototypeOf(own), Object.getPrototypeOf(Object.getPrototypeOf(own))];
    const methods = prototypes.flatMap((prototype) =>
      Object.getOwnPropertyNames(prototype).filter(
        (name) => typeof Object.getOwnPropertyDescriptor(prototype, name)?.value === "function",
      ),
    );
    const withArguments = [...functions.map(([name]) => name), ...methods].filter(
      (name) => !["constructor", "toBytes", "dispose"].includes(name),
    );
    const tried = calls.map(([name]) => name).join("\n");
    for (const name of withArguments) expect(tried).toContain(name);
  });
});

describe("an unknown option is rejected, since it is probably a typing error", () => {
  const withOptions = calls.filter(([name]) => name.endsWith("options)"));

  it.each(withOptions)("%s", async (_, call) => {
    const error = await mistakeIn(() => call({ unknownOption: 1 } as never));
    expect(error).toBeInstanceOf(library.InputError);
    expect((error as Error).message).toMatch(/^Unknown option "unknownOption"; the options here are .*\.$/);
  });

  it("names the nearest option", async () => {
    const tries: readonly [unknown: string, nearest: string, call: () => unknown][] = [
      ["treshold", "threshold", () => classifier.classify("a", { treshold: 0.9 } as object)],
      ["tunee", "tune", () => classifier.train({ tunee: true } as object)],
      ["sed", "seed", () => new library.Classifier({ sed: 1 } as object)],
      ["textfield", "textField", () => library.readExamples("rows.csv", { textfield: "body" } as object)],
      ["Checkpoint", "checkpoint", () => library.train({ classes: prompts, Checkpoint: "a" } as never)],
    ];
    for (const [unknown, nearest, call] of tries) {
      const error = (await mistakeIn(call)) as Error;
      expect(error.message).toBe(`Unknown option "${unknown}"; did you mean "${nearest}"?`);
    }
  });

  it("is accepted if it is undefined", async () => {
    const found = await classifier.classify("a", { treshold: undefined } as object);
    expect(found.text).toBe("a");
  });

  it("has a name from Object.prototype", async () => {
    const error = (await mistakeIn(() => classifier.classify("a", { toString: 1 } as object))) as Error;
    expect(error.message).toMatch(/^Unknown option "toString"/);
  });
});

async function* noRows(): AsyncGenerator<never> {}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

async function mistakeIn(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}
