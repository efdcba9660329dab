import { counted, percent } from "../../files/readable-numbers.ts";
import { terminalSafe } from "../../files/terminal-text.ts";
import type { InputRow, SuggestedText } from "../../index.ts";
import { type Command, UsageError } from "../command.ts";
import { type Context, writeLine } from "../context.ts";
import { type LabelAction, LabelPrompt } from "../label-session.ts";
import { LabelsFile } from "../labels-file.ts";
import { openClassifier } from "../open-classifier.ts";
import { readingOptions } from "../reading-options.ts";
import {
  cacheOption,
  encoderOption,
  maxWindowsOption,
  storeOption,
  verboseOption,
} from "../shared-options.ts";
import { styled } from "../styled.ts";
import {
  hardRowsNotice,
  readSentence,
  type SuggestionFlags,
  suggestFrom,
  suggestionOptions,
} from "../suggestion-source.ts";
import { type KeyReader, readKeys } from "../terminal-keys.ts";

interface LabelFlags extends SuggestionFlags {
  readonly output: string;
}

export const label: Command<LabelFlags> = {
  name: "label",
  summary: "Label the most useful texts of a file at the terminal, one key per class.",
  details:
    "Shows the texts that suggest would suggest, one by one. Each label is in the output file at once. Run the command again " +
    "to resume: texts with a label are not shown again.",
  arguments: [],
  options: [
    ...suggestionOptions,
    {
      flags: "--output <file>",
      description: "file of the labels, .jsonl; labels of an earlier session are kept",
      isRequired: true,
    },
    ...readingOptions,
    encoderOption,
    storeOption,
    maxWindowsOption,
    cacheOption,
    verboseOption,
  ],
  examples: [
    {
      line: "pilesort label --load models/mail --input mails.csv --output labels.jsonl",
      meaning: "Asks for the labels of 20 texts.",
    },
    { line: "pilesort train --load models/mail --data labels.jsonl", meaning: "Learns from the labels." },
  ],

  async run(_values, flags, context) {
    if (!context.stdin.isTTY)
      throw new UsageError(
        "pilesort label reads keys from a terminal, and the standard input is not a terminal; to label elsewhere, use pilesort suggest --json.",
      );
    if (!flags.output.endsWith(".jsonl"))
      throw new UsageError(`The option --output must end in .jsonl; got ${JSON.stringify(flags.output)}.`);
    const file = await LabelsFile.open(flags.output);
    const classifier = await openClassifier(flags.load, flags);
    try {
      if (classifier.multiLabel)
        throw new UsageError(
          "pilesort label asks for one class per text, and this model gives several labels per text; choose texts with pilesort suggest --json, add their labels, and train with --data.",
        );
      const found = await suggestFrom(classifier, flags, context, file.texts);
      writeLine(context.stderr, readSentence(found, flags.sample));
      if (file.texts.size > 0)
        writeLine(
          context.stderr,
          `${counted(file.texts.size, "text")} in ${flags.output} have a label already.`,
        );
      const classes = classifier.classes.map(({ name }) => name);
      const labeled = await askAll(found.suggestions, classes, file, context);
      writeLine(context.stdout, `Labeled ${counted(labeled, "text")}. ${hardRowsNotice}`);
      writeLine(
        context.stdout,
        `Train with them: pilesort train --load ${flags.load} --data ${flags.output}`,
      );
    } finally {
      await classifier.dispose();
    }
  },
};

/** Asks for the labels of all texts. @returns the number of labels of this session */
async function askAll(
  texts: readonly SuggestedText<InputRow>[],
  given: readonly string[],
  file: LabelsFile,
  context: Context,
): Promise<number> {
  const keys = readKeys(context.stdin);
  const classes = [...given];
  /** Places of the texts that got a label. */
  const done: number[] = [];
  const stop = () => keys.close();
  context.signal.addEventListener("abort", stop, { once: true });
  try {
    for (let i = 0; i < texts.length; ) {
      const action = await ask(texts[i], `${i + 1}/${texts.length}`, classes, keys, context);
      if (action.kind === "quit") break;
      if (action.kind === "undo") {
        const last = done.pop();
        if (last !== undefined) await file.undo();
        i = last ?? i;
        continue;
      }
      if (action.kind === "label") {
        await file.add(texts[i].text, action.label);
        done.push(i);
        if (!classes.includes(action.label)) classes.push(action.label);
      }
      i++;
    }
    return done.length;
  } finally {
    context.signal.removeEventListener("abort", stop);
    keys.close();
  }
}

async function ask(
  { text, scores }: SuggestedText,
  place: string,
  classes: readonly string[],
  keys: KeyReader,
  { stdout, env }: Context,
): Promise<LabelAction> {
  const prompt = new LabelPrompt(
    classes,
    scores.map(({ label: name }) => name),
  );
  const [best] = scores;
  writeLine(stdout);
  writeLine(stdout, `${place}  ${styled("bold", terminalSafe(text), stdout, env)}`);
  writeLine(stdout, `The model says ${terminalSafe(best.label)} (${percent(best.probability)}).`);
  writeLine(stdout, prompt.menu.map(([key, name]) => `[${key}] ${name}`).join("  "));
  writeLine(stdout, "[/] search  [n] new class  [s] skip  [u] undo  [q] quit");
  for (;;) {
    const key = await keys.next();
    if (key === undefined) return { kind: "quit" };
    const action = prompt.press(key);
    if (action !== undefined) {
      const said = action.kind === "label" ? `-> ${action.label}` : action.kind;
      writeLine(stdout, said);
      return action;
    }
    if (prompt.input !== undefined) writeLine(stdout, prompt.input);
  }
}
