import { fileSize, percent } from "../../files/readable-numbers.ts";
import type { JsonValue } from "../../task/task.ts";
import { inline, table } from "./markdown.ts";
import type { CardFigure, ModelCard } from "./model-card.ts";

/** Number of classes that the table lists. A longer table is hard to read; model.json and classes.json list all. */
const maxClasses = 1000;

/** Number of classes of a group that are named. */
const shownOfGroup = 4;

/** Writes a model card as Markdown. Texts of the user, such as names of classes, have no effect on its markup. */
export function writeCard(card: ModelCard): string {
  return [
    "# Model card",
    "",
    summary(card),
    "",
    ...section("Quality", quality(card)),
    ...section("Known weak pairs", weakPairs(card)),
    ...section("Groups of similar classes", groups(card)),
    ...section("Classes", classes(card)),
    ...section("Texts", texts(card)),
    ...section("Encoder", encoder(card)),
    ...section("Training", training(card)),
    ...section(
      "Warnings of the training",
      (card.training?.warnings ?? []).map(({ message }) => `- ${inline(message)}`),
    ),
    ...section("Generated examples", generation(card)),
    ...section("Corrections", corrections(card)),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, "", ...lines, ""];
}

function summary({ classes, training, versions: { pilesort, format } }: ModelCard): string {
  const kind = training === undefined ? "A text classifier that is not trained yet" : "A text classifier";
  const sets = training?.labelSets ? " A text may have several of them, or none." : "";
  return `${kind}: ${plural(classes.length, "class", "classes")}.${sets} Saved by pilesort ${pilesort}, model format ${format}.`;
}

function quality({ figures, training }: ModelCard): string[] {
  if (training === undefined) return [];
  const { calibratedOn, tuning } = training;
  const basis =
    calibratedOn.basis === "rule"
      ? "Probabilities are calibrated by a rule from other tasks, since there were no examples. The accuracy is not known: evaluate the model on labeled texts."
      : figures.length === 0
        ? `Probabilities are calibrated mostly by a rule from other tasks: there ${calibratedOn.rows === 1 ? "is" : "are"} only ${plural(calibratedOn.rows, "distinct example")}. The accuracy is not known: evaluate the model on labeled texts.`
        : `Probabilities are calibrated on ${plural(calibratedOn.rows, "distinct example")}, each held out.`;
  const rows = figures.map((figure) => [figure.name, shown(figure), String(figure.rows), figure.source]);
  return [
    basis,
    ...(rows.length === 0 ? [] : ["", ...table(["figure", "value", "texts", "source"], rows)]),
    ...(tuning?.accuracy
      ? [
          "",
          `Fine-tuning changed the accuracy on ${plural(tuning.heldOut, "example")} held out from it from ${percent(tuning.accuracy.before)} to ${percent(tuning.accuracy.after)}.`,
        ]
      : []),
  ];
}

function shown({ name, value }: CardFigure): string {
  return name === "log loss" ? value.toFixed(3) : percent(value);
}

function weakPairs({ confusions }: ModelCard): string[] {
  if (confusions.length === 0) return [];
  const rows = confusions.map(({ truth, answer, count, rows }) => [
    inline(truth),
    inline(answer),
    `${count} of ${rows}`,
  ]);
  return [
    "Held-out texts of one class that were answered with another.",
    "",
    ...table(["class", "answered with", "texts"], rows),
  ];
}

function groups({ groups }: ModelCard): string[] {
  if (groups.length === 0) return [];
  const rows = groups.map(({ name, classes }) => [
    inline(name),
    String(classes.length),
    classes.slice(0, shownOfGroup).map(inline).join(", ") + (classes.length > shownOfGroup ? ", ..." : ""),
  ]);
  return [
    "For reading only: they have no effect on answers. `pilesort show --json` lists all classes of each.",
    "",
    ...table(["group", "classes", "such as"], rows),
  ];
}

function classes({ classes }: ModelCard): string[] {
  const rows = classes
    .slice(0, maxClasses)
    .map(({ name, description, real, generated }) => [
      inline(name),
      description === undefined ? "none" : inline(description),
      String(real),
      String(generated),
    ]);
  const left = classes.length - rows.length;
  return [
    ...table(["class", "description", "real examples", "generated examples"], rows),
    ...(left > 0 ? ["", `${left} more classes are in classes.json.`] : []),
  ];
}

function texts({ examples, noneExamples, scripts, encoder, training }: ModelCard): string[] {
  const count = ({ real, generated }: ModelCard["examples"]) => `${real} real and ${generated} generated`;
  const systems = scripts.map(({ script, share }) => `${script} ${percent(share)}`).join(", ");
  return [
    `- Examples of the classes: ${count(examples)}.`,
    `- ${training?.labelSets ? "Texts without a class" : "Out-of-scope examples"}: ${count(noneExamples)}.`,
    ...(systems === "" ? [] : [`- Writing systems: ${systems}.`]),
    ...(encoder?.description === undefined
      ? []
      : [`- Languages of the encoder: ${inline(encoder.description)}`]),
  ];
}

function encoder({ encoder, training }: ModelCard): string[] {
  if (encoder === undefined) return [];
  const { name, dimensions, fingerprint, license } = encoder;
  const tuning = training?.tuning;
  return [
    `- Name: ${inline(name)} (${dimensions} dimensions).`,
    `- License: ${license === undefined ? "not known" : inline(license)}.`,
    `- Fingerprint: ${inline(fingerprint)}.`,
    tuning === undefined
      ? "- It is not fine-tuned."
      : tuning.share === 0
        ? "- Fine-tuning was tried and not kept."
        : `- It is fine-tuned on ${plural(tuning.examples - tuning.heldOut, "example")}${tuning.unlabeled === undefined ? "" : ` and ${plural(tuning.unlabeled, "text")} without labels`}: epoch ${tuning.epoch} of ${tuning.epochs}, ${percent(tuning.share)} of the change.`,
  ];
}

function training({ training, settings }: ModelCard): string[] {
  const given = Object.entries(settings).map(
    ([name, value]) => `- ${inline(name)}: ${inline(readable(value))}.`,
  );
  if (training === undefined) return given;
  const { pieces, words, unlabeled } = training;
  return [
    ...given,
    `- Snippets of descriptions: ${pieces}.`,
    words === undefined
      ? "- Words beside vectors: not used."
      : `- Words beside vectors: ${plural(words.grams, "gram")}, ${fileSize(words.bytes)} in the model folder.`,
    ...(unlabeled === undefined
      ? []
      : [`- Texts without labels: ${unlabeled.used} of ${unlabeled.given} used. They are not in the model.`]),
  ];
}

function generation({ generation, examples }: ModelCard): string[] {
  if (generation.length === 0) {
    return examples.generated === 0
      ? []
      : ["What they cost is not known, since they were read from files or made by an earlier version."];
  }
  const rows = generation.map(({ generators, examples, calls, tokensIn, tokensOut, cost }) => [
    generators.map(inline).join(", "),
    String(examples),
    String(calls),
    String(tokensIn),
    String(tokensOut),
    cost === undefined ? "not known" : cost.toFixed(4),
  ]);
  return table(["generators", "examples", "calls", "tokens read", "tokens written", "cost"], rows);
}

function corrections({ corrections: { inEffect, open, pinned } }: ModelCard): string[] {
  if (inEffect === 0 && pinned === 0) return [];
  return [
    `- In effect: ${inEffect}, of which no training has learnt from ${open}.`,
    `- Pinned tests: ${pinned}.`,
  ];
}

function readable(value: JsonValue): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(readable).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function plural(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
