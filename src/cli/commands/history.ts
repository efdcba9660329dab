import { quote } from "../../files/quote.ts";
import { counted } from "../../files/readable-numbers.ts";
import type { Correction } from "../../index.ts";
import type { Command } from "../command.ts";
import { writeLine } from "../context.ts";
import { quoted } from "../describe-correction.ts";
import { openClassifier } from "../open-classifier.ts";
import {
  defaultModelFolder,
  encoderOption,
  type SharedOptions,
  storeOption,
  verboseOption,
} from "../shared-options.ts";

interface HistoryFlags extends SharedOptions {
  readonly json?: boolean;
}

export const history: Command<HistoryFlags> = {
  name: "history",
  summary: "List the corrections and the pinned tests of a saved model.",
  arguments: [{ name: "[folder]", description: `folder of the model (default: "${defaultModelFolder}")` }],
  options: [
    encoderOption,
    storeOption,
    { flags: "--json", description: "print the list as JSON" },
    verboseOption,
  ],
  examples: [{ line: "pilesort history models/mail", meaning: "Lists all corrections with their dates." }],

  async run([folder = defaultModelFolder], flags, { stdout }) {
    const classifier = await openClassifier(folder, flags);
    try {
      const { corrections, pinnedTexts } = classifier;
      if (flags.json) {
        writeLine(stdout, JSON.stringify({ corrections, pinned: pinnedTexts }));
        return;
      }
      if (corrections.length === 0) writeLine(stdout, "There are no corrections.");
      for (const each of corrections) writeLine(stdout, correctionLine(each));
      if (pinnedTexts.length === 0) return;
      writeLine(stdout, `${counted(pinnedTexts.length, "pinned test")}:`);
      for (const { text, label, labels = [label] } of pinnedTexts)
        writeLine(stdout, `  ${quote(text)}: ${quoted(labels)}`);
    } finally {
      await classifier.dispose();
    }
  },
};

function correctionLine({
  number,
  date,
  text,
  before,
  label,
  labelsBefore = [before],
  labels = [label],
  trained,
  undone,
}: Correction): string {
  const state = undone !== undefined ? `, undone ${minute(undone)}` : trained ? ", learnt by a training" : "";
  return `${number}  ${minute(date)}  ${quote(text)}: ${quoted(labelsBefore)} -> ${quoted(labels)}${state}`;
}

/** "2026-11-28T09:30:12.000Z" becomes "2026-11-28 09:30 UTC". */
function minute(date: string): string {
  return `${date.slice(0, 16).replace("T", " ")} UTC`;
}
