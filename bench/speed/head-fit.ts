import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Classifier, type Encoder, openEncoder, train, withCache } from "../../src/index.ts";
import type { LabeledRow, PublicSet } from "../accuracy/public-sets.ts";
import { measureInTurn, secondsOf } from "./in-turn.ts";
import { findPublicSet } from "./public-texts.ts";
import { hasPythonModules, runPython } from "./python.ts";
import type { Answer, Question, Skipped } from "./result.ts";
import { timedEncoder } from "./timed-encoder.ts";
import { shareRight, type Trained } from "./trained.ts";

const rounds = 3;

export const headFit: Question = {
  name: "head",
  title:
    "How fast is the head fitted on 10,000 rows of 77 classes, compared with scikit-learn's LogisticRegression?",
  answer,
};

async function answer(): Promise<Answer | Skipped> {
  const set = findPublicSet("banking77");
  if ("skipped" in set) return set;
  if (!(await hasPythonModules("sklearn"))) {
    return { skipped: "there is no python3 with scikit-learn; PILESORT_PYTHON names another" };
  }
  const encoder = withCache(await openEncoder(), { folder: join(import.meta.dirname, "../.cache") });
  const folder = mkdtempSync(join(tmpdir(), "pilesort-bench-"));
  try {
    await writeVectors(set, encoder, folder);
    const accuracy = { ours: 0, theirs: 0 };
    const ours = async () => {
      const found = await fitOurs(set, encoder);
      accuracy.ours = found.accuracy;
      return found.seconds;
    };
    const theirs = async () => {
      const found = (await runPython("fit-sklearn.py", [folder])) as Trained;
      accuracy.theirs = found.accuracy;
      return found.seconds;
    };
    const figures = await measureInTurn(
      [
        { name: "pilesort, all of a training but the embedding", unit: "s", measure: ours },
        { name: "LogisticRegression(max_iter=1000, C=10).fit", unit: "s", measure: theirs },
      ],
      rounds,
    );
    const faster = figures[1].median / figures[0].median;
    const better = 100 * (accuracy.ours - accuracy.theirs);
    return {
      figures,
      verdicts: [
        { name: "times faster", value: faster, bound: "at least", aim: 5 },
        { name: "points of test accuracy above scikit-learn's", value: better, bound: "at least", aim: -0.5 },
      ],
      notes: [
        `Rows only, no prompts. Test accuracy ${(100 * accuracy.ours).toFixed(2)} against ${(100 * accuracy.theirs).toFixed(2)}.`,
        "Ours includes the choice of penalty, the temperature and none, which scikit-learn's does not.",
      ],
    };
  } finally {
    await encoder.dispose();
    rmSync(folder, { recursive: true });
  }
}

async function fitOurs({ prompts, train: rows, test }: PublicSet, encoder: Encoder): Promise<Trained> {
  const timed = timedEncoder(encoder);
  const classes = Object.keys(prompts).map((name) => ({ name }));
  const started = timed.seconds();
  let classifier: Classifier;
  const whole = await secondsOf(async () => {
    classifier = await train({ classes, examples: rows, encoder: timed, tune: false });
  });
  const seconds = whole - (timed.seconds() - started);
  return { seconds, accuracy: await shareRight(classifier!, test) };
}

async function writeVectors(
  { prompts, ...sides }: PublicSet,
  encoder: Encoder,
  folder: string,
): Promise<void> {
  const numbers = new Map(Object.keys(prompts).map((name, c) => [name, c]));
  const write = async (side: string, rows: readonly LabeledRow[]) => {
    const { data } = await encoder.embed(rows.map(({ text }) => text));
    writeFileSync(join(folder, `${side}.f32`), data);
    writeFileSync(
      join(folder, `${side}.i32`),
      Int32Array.from(rows, ({ label }) => numbers.get(label)!),
    );
  };
  await write("train", sides.train);
  await write("test", sides.test);
  writeFileSync(join(folder, "shape.json"), JSON.stringify({ dimensions: encoder.identity.dimensions }));
}
