import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { type Classification, type Classifier, readModelCard } from "../index.ts";
import * as schemas from "./schemas.ts";
import type { ServedModel, ServedModels } from "./served-models.ts";

/** How models are served. */
export interface ToolOptions {
  /** Whether agents may correct models, which changes their folders. */
  readonly allowCorrections: boolean;
  /** Runs work that loads, changes and saves a model in its turn, so that no other process changes the model meanwhile. */
  readonly inTurn: <T>(folder: string, work: () => Promise<T>) => Promise<T>;
  /** Opens a model folder. */
  readonly open: (folder: string) => Promise<Classifier>;
}

const usualTop = 3;
const reads = { readOnlyHint: true, openWorldHint: false } as const;
/** Number of words and of examples in an explanation. More fill the context of an agent. */
const shownWords = 8;
const shownExamples = 3;

/** Adds the tools to a server. Texts are neither logged nor kept, except corrections, which the model keeps. */
export function addTools(server: McpServer, models: ServedModels, options: ToolOptions): void {
  server.registerTool(
    "list_models",
    {
      title: "List models",
      description: "Lists the text classifiers with their classes, and how good they are.",
      inputSchema: {},
      outputSchema: schemas.listOutput,
      annotations: reads,
    },
    async () => result({ models: await Promise.all(models.all.map((each) => describe(each, options))) }),
  );
  server.registerTool(
    "classify",
    {
      title: "Classify a text",
      description: "Returns the class of one text, with probabilities.",
      inputSchema: schemas.classifyInput,
      outputSchema: schemas.classifyOutput,
      annotations: reads,
    },
    async ({ model, text, none, top = usualTop }) =>
      result(toAnswer(await models.take(model).classifier.classify(text, { none, top }))),
  );
  server.registerTool(
    "classify_many",
    {
      title: "Classify many texts",
      description: `Returns the class of each of up to ${schemas.limits.texts} texts, in the same order.`,
      inputSchema: schemas.classifyManyInput,
      outputSchema: schemas.classifyManyOutput,
      annotations: reads,
    },
    async ({ model, texts, none, top = usualTop }) => {
      const found = await models.take(model).classifier.classify(texts, { none, top });
      return result({ answers: found.map(toAnswer) });
    },
  );
  server.registerTool(
    "explain",
    {
      title: "Explain an answer",
      description:
        "Says why a text gets its class: the words whose removal changes the probability, and the nearest examples.",
      inputSchema: schemas.explainInput,
      outputSchema: schemas.explainOutput,
      annotations: reads,
    },
    async ({ model, text, none }) => result(await explain(models.take(model), text, none)),
  );
  if (options.allowCorrections) addCorrection(server, models, options);
}

function addCorrection(server: McpServer, models: ServedModels, options: ToolOptions): void {
  server.registerTool(
    "correct",
    {
      title: "Correct an answer",
      description:
        "Corrects the answer to a text, at once and for similar texts too. The model folder is changed. Use it only if the user said which class is correct.",
      inputSchema: schemas.correctInput,
      outputSchema: schemas.correctOutput,
      annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
    },
    async ({ model: name, text, label, newClass }) => {
      const model = models.take(name);
      return result(
        await options.inTurn(model.path, () => correct(model, { text, label, newClass }, options)),
      );
    },
  );
}

async function describe({ name, path, classifier }: ServedModel, { allowCorrections }: ToolOptions) {
  const { classes, report } = classifier;
  const { examples } = (await readModelCard(path)).card;
  return {
    name,
    classes: classes
      .slice(0, schemas.limits.classes)
      .map((each) => ({ name: each.name, ...(each.prompt !== undefined && { description: each.prompt }) })),
    classCount: classes.length,
    realExamples: examples.real,
    generatedExamples: examples.generated,
    ...(report?.heldOutAccuracy !== undefined && { heldOutAccuracy: report.heldOutAccuracy }),
    acceptsCorrections: allowCorrections,
  };
}

function toAnswer({ labels, prediction, probability, noneProbability, scores }: Classification) {
  return {
    ...(labels && { labels: [...labels] }),
    ...{ prediction, probability, noneProbability, scores: scores.map((each) => ({ ...each })) },
  };
}

async function explain({ classifier }: ServedModel, text: string, none: boolean | undefined) {
  const { answer, words, nearest, runnerUp } = await classifier.explain(text, {
    none,
    nearest: shownExamples,
  });
  return {
    prediction: answer.prediction,
    probability: answer.probability,
    runnerUp: runnerUp.label,
    words: words.slice(0, shownWords).map(({ part, change }) => ({ word: part, change })),
    nearest: nearest.map((each) => ({ text: each.text, label: each.label, origin: each.origin })),
  };
}

/** Corrects the model of the folder as it is now, saves it, and serves it from then on. */
async function correct(
  model: ServedModel,
  { text, label, newClass }: { readonly text: string; readonly label: string; readonly newClass?: boolean },
  { open }: ToolOptions,
) {
  const classifier = await open(model.path);
  try {
    const isKnown = classifier.classes.some(({ name }) => name === label);
    if (!isKnown && newClass !== true) {
      const names = classifier.classes
        .slice(0, schemas.limits.classes)
        .map(({ name }) => JSON.stringify(name));
      throw new Error(
        `${JSON.stringify(label)} is not a class of the model; the classes are ${names.join(", ")}. Set newClass to add it.`,
      );
    }
    const { corrected, examples } = await classifier.correct(text, label);
    await classifier.save(model.path);
    const old = model.classifier;
    model.classifier = classifier;
    await old.dispose();
    return { before: corrected[0]?.before ?? null, label, changedExamples: examples.changed.length };
  } catch (error) {
    if (model.classifier !== classifier) await classifier.dispose();
    throw error;
  }
}

/** Returns a result for programs, and the same as JSON for models. */
function result<T extends Record<string, unknown>>(value: T) {
  return { structuredContent: value, content: [{ type: "text" as const, text: JSON.stringify(value) }] };
}
