import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

export interface LabeledRow {
  readonly text: string;
  readonly label: string;
}

export interface PublicSet {
  readonly name: string;
  /** Class name -> description. They were written without looking at the test rows. */
  readonly prompts: Readonly<Record<string, string>>;
  readonly train: readonly LabeledRow[];
  readonly test: readonly LabeledRow[];
  /** Out-of-scope texts, if the set has some. */
  readonly outOfScope: readonly string[];
}

/** The ten sets whose mean is reported, and ESCO with its thousands of classes. */
export const meanSets = [
  "ag_news",
  "banking77",
  "clinc150",
  "dbpedia14",
  "emotion",
  "financial_phrasebank",
  "imdb",
  "sms_spam",
  "trec6",
  "20news",
] as const;
export const allSets = [...meanSets, "esco_occupations"] as const;

/** Folder of the public sets (default: ../shared/datasets next to the checkout; PILESORT_DATASETS names another). */
export function datasetsFolder(): string {
  return process.env.PILESORT_DATASETS ?? join(import.meta.dirname, "../../../shared/datasets");
}

export function readPublicSet(name: string): PublicSet {
  const folder = join(datasetsFolder(), name);
  return {
    name,
    prompts: JSON.parse(readFileSync(join(folder, "prompts.json"), "utf8")),
    train: readRows(join(folder, "train.jsonl.gz")),
    test: readRows(join(folder, "test.jsonl.gz")),
    outOfScope: readRows(join(folder, "oos_test.jsonl.gz")).map(({ text }) => text),
  };
}

function readRows(file: string): LabeledRow[] {
  if (!existsSync(file)) return [];
  const lines = gunzipSync(readFileSync(file)).toString("utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}
