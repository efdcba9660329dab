import { Classifier, InputError, openLanguageModel } from "../../index.ts";
import { serveWork, type WorkContext } from "../../service/work-process.ts";
import { type EvaluationInput, evaluateRows } from "./evaluate-rows.ts";
import type { GenerationWork, JobWork, TrainingWork } from "./job-work.ts";

/** The program of the process in which a job of the server runs. */
serveWork((work: JobWork, context) => {
  switch (work.kind) {
    case "train":
      return train(work, context);
    case "generate":
      return generate(work, context);
    case "evaluate":
      return evaluate(work, context);
  }
});

async function train({ model, folder, input }: TrainingWork, { signal, onProgress }: WorkContext) {
  const { classes = [], examples = [], tune = false, words } = input;
  const classifier =
    model === undefined ? new Classifier(settingsOf(input)) : await Classifier.fromBytes(model);
  try {
    for (const { name, description } of classes) {
      classifier.defineClass({ name, ...(description !== undefined && { prompt: description }) });
    }
    for (const { text, label, labels } of examples) {
      if (labels === undefined) classifier.addExamples([{ text, label: label!, origin: "real" }]);
      else classifier.addLabelSets([{ text, labels }]);
    }
    const report = await classifier.train({ tune, words, signal, onProgress });
    await classifier.save(folder);
    return { report };
  } finally {
    await classifier.dispose();
  }
}

async function generate(work: GenerationWork, { signal, onProgress }: WorkContext) {
  const { model, folder, piles, input, languageModel } = work;
  const { examplesPerClass, task, maxCalls } = input;
  const { name, url, keyVariable, maxCalls: cap } = languageModel;
  const calls = Math.min(maxCalls ?? Number.POSITIVE_INFINITY, cap ?? Number.POSITIVE_INFINITY);
  const classifier = await Classifier.fromBytes(model);
  const generator = await openLanguageModel(name, { url, keyVariable });
  try {
    const {
      files: _,
      adaptations: __,
      short,
      ...generation
    } = await classifier.generate({
      ...{ model: generator, folder: piles, examplesPerClass, task, signal, onProgress },
      ...(Number.isFinite(calls) && { caps: { calls } }),
      keepGoing: true,
    });
    if (generation.examples === 0) throw new InputError("The language model generated no usable example.");
    const report = await classifier.train({ tune: false, signal, onProgress });
    await classifier.save(folder);
    const shortClasses = short.map(({ label, examples, wanted }) => ({ label, examples, wanted }));
    return { report, generation: { ...generation, short: shortClasses } };
  } finally {
    await generator.dispose?.();
    await classifier.dispose();
  }
}

async function evaluate(
  { model, input }: { readonly model: Uint8Array; readonly input: EvaluationInput },
  { signal, onProgress }: WorkContext,
) {
  const classifier = await Classifier.fromBytes(model);
  try {
    const classify = (texts: readonly string[], options: EvaluationInput["options"]) =>
      classifier.classify(texts, { ...options, signal, onProgress });
    return await evaluateRows(classifier, input, classify);
  } finally {
    await classifier.dispose();
  }
}

function settingsOf({ multiLabel }: TrainingWork["input"]): ConstructorParameters<typeof Classifier>[0] {
  return multiLabel ? { multiLabel } : {};
}
