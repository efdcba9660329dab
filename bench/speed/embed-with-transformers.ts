/**
 * Embeds texts with transformers.js, in a separate process (two versions of onnxruntime do not share one), and prints
 * {"seconds"}. Arguments: the folder where it is installed, the folder of models, "graph" or "pipeline", a JSON file of texts.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { secondsOf } from "./in-turn.ts";

/** The part of the library that is used here. */
interface Transformers {
  readonly env: { allowRemoteModels: boolean; localModelPath: string };
  readonly AutoTokenizer: {
    from_pretrained(name: string): Promise<(texts: readonly string[], options: object) => object>;
  };
  readonly AutoModel: {
    from_pretrained(name: string, options: object): Promise<(inputs: object) => Promise<unknown>>;
  };
  readonly pipeline: (
    task: string,
    name: string,
    options: object,
  ) => Promise<(texts: readonly string[], options: object) => Promise<unknown>>;
}

const batchRows = 32;
const model = "encoder";
const [installed, models, how, textsFile] = process.argv.slice(2);
const found = createRequire(join(installed, "package.json")).resolve("@huggingface/transformers");
const loaded = await import(pathToFileURL(found).href);
const library: Transformers = loaded.pipeline ? loaded : loaded.default;
library.env.allowRemoteModels = false;
library.env.localModelPath = models;

const embed = how === "pipeline" ? await openPipeline() : await openGraph();
const texts: string[] = JSON.parse(readFileSync(textsFile, "utf8"));
await embed(texts.slice(0, batchRows));
const seconds = await secondsOf(async () => {
  for (let start = 0; start < texts.length; start += batchRows)
    await embed(texts.slice(start, start + batchRows));
});
console.log(JSON.stringify({ seconds }));

async function openPipeline() {
  const extract = await library.pipeline("feature-extraction", model, { dtype: "fp32" });
  return (batch: readonly string[]) => extract(batch, { pooling: "cls", normalize: true });
}

/** Opens tokenizer and model without the pipeline's pooling, for a graph that pools by itself. */
async function openGraph() {
  const tokenize = await library.AutoTokenizer.from_pretrained(model);
  const run = await library.AutoModel.from_pretrained(model, { dtype: "fp32" });
  return (batch: readonly string[]) => run(tokenize(batch, { padding: true, truncation: true }));
}
