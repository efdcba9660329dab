/**
 * Trains on many generated rows with a small encoder and prints time, memory and sizes:
 * tsx bench/words/many-rows.ts [--rows 200000] [--classes 20]
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Classifier, createHashingEncoder, evaluate, withCache } from "../../src/index.ts";
import { createRandom } from "../../src/math/random.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "200000" },
    classes: { type: "string", default: "20" },
    dimensions: { type: "string", default: "64" },
  },
});
const [rows, classes] = [Number(values.rows), Number(values.classes)];
const testRows = 2000;
const vocabulary = 50_000;
const random = createRandom(1);

/** Returns a text of about 12 words, common ones more often, of which about one in four belongs to the class. */
function textOf(label: number): string {
  return Array.from({ length: 8 + random.nextInt(9) }, () => {
    const rank = Math.floor(vocabulary ** random.nextFloat());
    return random.nextFloat() < 0.25 ? `own${label}x${rank % 40}` : `word${rank.toString(36)}`;
  }).join(" ");
}

const folder = mkdtempSync(join(tmpdir(), "many-rows-"));
try {
  const encoder = withCache(createHashingEncoder(Number(values.dimensions)), { folder });
  const classifier = new Classifier({ encoder, priors: "observed" });
  for (let c = 0; c < classes; c++) {
    classifier.defineClass({ name: `class ${c}`, prompt: `own${c}x1 own${c}x2 own${c}x3` });
  }
  for (let i = 0; i < rows; i++) classifier.addDataToClass(`class ${i % classes}`, textOf(i % classes));
  const megabytes = () => Math.round(process.resourceUsage().maxRSS / 1024);
  const before = megabytes();
  const started = performance.now();
  const cpu = process.cpuUsage();
  const { words, heldOutAccuracy } = await classifier.train({ tune: false });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const peak = megabytes();
  const test = Array.from({ length: testRows }, (_, i) => ({
    label: `class ${i % classes}`,
    text: textOf(i % classes),
  }));
  const answers = await classifier.classify(test.map(({ text }) => text));
  const { accuracy } = evaluate(
    test.map(({ label }) => label),
    answers,
  );
  const [file] = readdirSync(folder);
  const cacheMegabytes = Math.round(statSync(join(folder, file)).size / 1e6);
  const cpuSeconds = (user + system) / 1e6;
  console.log(
    JSON.stringify({
      rows,
      classes,
      seconds,
      cpuSeconds,
      megabytesBefore: before,
      megabytes: peak,
      cacheMegabytes,
      accuracy,
      heldOutAccuracy,
      words,
    }),
  );
  await encoder.dispose();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
