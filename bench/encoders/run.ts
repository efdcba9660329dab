/**
 * Compares encoders on public sets and on the languages of SIB-200:
 *
 *     tsx bench/encoders/run.ts --part sets --rows 150 bundled multilingual-e5-small
 *     tsx bench/encoders/run.ts --part languages --prompts prompts.de.json multilingual-e5-small
 *
 * --tune fine-tunes the encoders on the eight rows per class; their names are then given without ":plain". --unlabeled N learns from N train texts of the language without their labels; with --pooled from those of all languages together.
 *
 * Encoders are named as for --encoder. "NAME:plain" leaves the space statistics out. Prints one line of JSON per measurement.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { Classifier, type Encoder, openEncoder, withCache } from "../../src/index.ts";
import { drawRows, sampleRows } from "../accuracy/draw-rows.ts";
import { datasetsFolder, type LabeledRow, readPublicSet } from "../accuracy/public-sets.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    part: { type: "string", default: "sets" },
    rows: { type: "string", default: "150" },
    prompts: { type: "string", default: "prompts.json" },
    languages: { type: "string", default: "en,de,es,fr,it,nl,pl,pt,ru,tr,ar,hi,ja,ko,sw,zh" },
    unlabeled: { type: "string", default: "0" },
    pooled: { type: "boolean", default: false },
    tune: { type: "boolean", default: false },
    sets: { type: "string", default: "trec6,sms_spam,emotion,ag_news,financial_phrasebank" },
    store: { type: "string" },
    cache: { type: "string" },
  },
});

for (const name of positionals) {
  const encoder = await open(name);
  if (values.part === "languages") await measureLanguages(name, encoder);
  else await measureSets(name, encoder);
  await encoder.dispose();
}

async function open(name: string): Promise<Encoder> {
  const [spec, plain] = name.split(":");
  const opened = withCache(await openEncoder(spec, { store: values.store }), { folder: values.cache });
  if (plain === undefined) return opened;
  const { identity, embed, isUnfamiliar, dispose } = opened;
  return { identity, embed, isUnfamiliar, dispose };
}

async function measureSets(name: string, encoder: Encoder): Promise<void> {
  for (const set of values.sets.split(",")) {
    const { prompts, train, test: all } = readPublicSet(set);
    const test = sampleRows(all, Number(values.rows));
    for (const perClass of values.tune ? [8] : [0, 8]) {
      const classifier = start(values.tune ? name : encoder, prompts);
      for (const { text, label } of drawRows(train, perClass, 0)) classifier.addDataToClass(label, text);
      await classifier.train({ tune: values.tune });
      print({ encoder: name, set, perClass, isTuned: values.tune, ...(await accuracyOf(classifier, test)) });
    }
  }
}

async function measureLanguages(name: string, encoder: Encoder): Promise<void> {
  const folder = join(datasetsFolder(), "sib200");
  const prompts = JSON.parse(readFileSync(join(folder, values.prompts), "utf8"));
  const unlabeled = Number(values.unlabeled);
  const languages = values.languages.split(",");
  const textsOf = (language: string) =>
    read(join(folder, `${language}.train.jsonl.gz`))
      .slice(0, unlabeled)
      .map(({ text }) => text);
  const trained = async (texts: readonly string[]) => {
    const classifier = start(encoder, prompts);
    if (texts.length > 0) classifier.addUnlabeled(texts);
    await classifier.train({ tune: false });
    return classifier;
  };
  const ofAll = values.pooled ? await trained(languages.flatMap(textsOf)) : undefined;
  for (const language of languages) {
    const classifier = ofAll ?? (await trained(textsOf(language)));
    const test = read(join(folder, `${language}.test.jsonl.gz`));
    print({
      encoder: name,
      prompts: values.prompts,
      unlabeled,
      ...(values.pooled && { pooled: true }),
      language,
      ...(await accuracyOf(classifier, test)),
    });
  }
}

/** @param encoder an opened encoder, or its name, which fine-tuning needs */
function start(encoder: Encoder | string, prompts: Readonly<Record<string, string>>): Classifier {
  const classifier = new Classifier({
    encoder,
    store: typeof encoder === "string" ? values.store : undefined,
  });
  for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
  return classifier;
}

async function accuracyOf(classifier: Classifier, test: readonly LabeledRow[]) {
  let isWarned = false;
  const onNotice = () => {
    isWarned = true;
  };
  const answers = await classifier.classify(
    test.map(({ text }) => text),
    { onNotice },
  );
  const correct = answers.filter(({ prediction }, i) => prediction === test[i].label).length;
  return { accuracy: (100 * correct) / test.length, isWarned };
}

function read(path: string): LabeledRow[] {
  const lines = gunzipSync(readFileSync(path)).toString("utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}

function print(measurement: object): void {
  process.stdout.write(`${JSON.stringify(measurement)}\n`);
}
