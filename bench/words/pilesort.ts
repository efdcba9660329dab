/** Trains vectors and words on a public set whose embeddings are in bench/.cache: tsx pilesort.ts SET ROWS */
import { join } from "node:path";
import { Classifier, evaluate, openEncoder, withCache } from "../../src/index.ts";
import { readPublicSet } from "../accuracy/public-sets.ts";

const [name, rows] = process.argv.slice(2);
const encoder = withCache(await openEncoder(), { folder: join(import.meta.dirname, "../.cache") });
const set = readPublicSet(name);
const classifier = new Classifier({ encoder, priors: "observed" });
for (const [label, prompt] of Object.entries(set.prompts)) classifier.defineClass({ name: label, prompt });
for (const { text, label } of set.train.slice(0, Number(rows))) classifier.addDataToClass(label, text);
const started = performance.now();
const used = process.cpuUsage();
await classifier.train({ tune: false });
const { user, system } = process.cpuUsage(used);
const seconds = (performance.now() - started) / 1000;
const answers = await classifier.classify(set.test.map(({ text }) => text));
const { accuracy } = evaluate(
  set.test.map(({ label }) => label),
  answers,
);
await encoder.dispose();
const megabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, megabytes, accuracy }));
