import { basename } from "node:path";
import { megabytes } from "../../files/readable-numbers.ts";
import type { EncoderPrecision } from "../../index.ts";
import { columns } from "../columns.ts";
import { type Command, type CommandGroup, type OptionSpec, UsageError } from "../command.ts";
import { writeLine } from "../context.ts";
import { storeOption, verboseOption } from "../shared-options.ts";
import { WorkProgress } from "../work-progress.ts";

interface StoreOptions {
  readonly store?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

interface PrepareOptions extends StoreOptions {
  readonly precision?: EncoderPrecision;
  readonly measure?: boolean;
  readonly force?: boolean;
}

interface PullOptions extends PrepareOptions {
  readonly revision?: string;
}

interface AddOptions extends PrepareOptions {
  readonly name?: string;
  readonly prefix?: string;
}

const jsonOption: OptionSpec = { flags: "--json", description: "print JSON" };

const noMeasureOption: OptionSpec = {
  flags: "--no-measure",
  description:
    "do not measure the space statistics, which takes a minute or more and makes answers more accurate",
};

const list: Command<StoreOptions> = {
  name: "list",
  summary: "List the encoders: the bundled one, the pulled ones, and known ones that can be pulled.",
  arguments: [],
  options: [storeOption, jsonOption, verboseOption],
  examples: [],

  async run(_values, { store, json }, { stdout, stderr }) {
    const { listEncoders } = await import("../../index.ts");
    const found = await listEncoders({ store });
    if (json) return writeLine(stdout, JSON.stringify(found));
    const rows = found.map(({ name, state, dimensions, bytes }) => [
      name,
      state,
      dimensions === undefined ? "" : String(dimensions),
      bytes === undefined ? "" : megabytes(bytes),
    ]);
    for (const line of columns([["name", "state", "dimensions", "size"], ...rows])) writeLine(stdout, line);
    for (const { name, problem } of found.filter(({ state }) => state === "damaged")) {
      writeLine(
        stderr,
        `The encoder ${name} is damaged; run pilesort encoders pull ${name} again. ${problem}`,
      );
    }
  },
};

const show: Command<StoreOptions> = {
  name: "show",
  summary: "Show one encoder: its folder, origin, license and checksums.",
  arguments: [{ name: "<name>", description: "the encoder's name, as list shows it" }],
  options: [storeOption, jsonOption, verboseOption],
  examples: [],

  async run([name], { store, json }, { stdout }) {
    const { showEncoder } = await import("../../index.ts");
    const found = await showEncoder(name, { store });
    if (json) return writeLine(stdout, JSON.stringify(found));
    const rows = Object.entries(found).map(([key, value]) => [key, plain(value)]);
    for (const [key, value] of rows) writeLine(stdout, `${key}: ${value}`);
  },
};

const pull: Command<PullOptions> = {
  name: "pull",
  summary: "Download an encoder, so that --encoder NAME can use it offline.",
  details:
    "Downloads from the Hugging Face hub, or from the address in HF_ENDPOINT. Sends HF_TOKEN if it is set. " +
    "Copies files that are already in the Hugging Face cache (HF_HUB_CACHE, HF_HOME). " +
    "An interrupted pull resumes where it stopped. Then the graph is converted to int8, and the space statistics are measured on written tasks that come with pilesort. Large files are checked against the sha256 that the hub lists, all files against their size.",
  arguments: [{ name: "<name>", description: "a name that list shows, or owner/name on the hub" }],
  options: [
    { flags: "--revision <revision>", description: "branch, tag or commit to download (default: main)" },
    {
      flags: "--precision <precision>",
      description:
        "int8 (default) makes the encoder a quarter as large: it downloads the quantized graph if the hub has one, and quantizes the graph otherwise. float32 keeps the graph as it is",
      parse: parsePrecision,
    },
    noMeasureOption,
    {
      flags: "--force",
      description: "pull the encoder again; models that were made with the old one must be trained again",
    },
    storeOption,
    jsonOption,
    verboseOption,
  ],
  examples: [
    {
      line: "pilesort encoders pull all-MiniLM-L6-v2",
      meaning: "Downloads an encoder. Use it in training with --encoder all-MiniLM-L6-v2.",
    },
  ],

  async run([name], { store, revision, precision, measure, force, json, verbose }, context) {
    const { pullEncoder } = await import("../../index.ts");
    const progress = new WorkProgress(context, verbose === true);
    try {
      const { env, signal } = context;
      const folder = await pullEncoder(name, {
        store,
        revision,
        precision,
        measure,
        force,
        endpoint: env.HF_ENDPOINT || undefined,
        token: env.HF_TOKEN?.trim() || undefined,
        onProgress: progress.listen,
        signal,
      });
      progress.end();
      const place = store === undefined ? "" : ` --store ${store}`;
      const words = `Pulled ${name} to ${folder}. Use it in training: pilesort train --encoder ${name}${place} ...`;
      writeLine(context.stdout, json ? JSON.stringify({ name, folder }) : words);
    } finally {
      progress.end();
    }
  },
};

const add: Command<AddOptions> = {
  name: "add",
  summary: "Add your own encoder from a folder, so that --encoder NAME can use it.",
  details:
    "Reads an ONNX export in the sentence-transformers layout, which does not change. Then the graph is converted to int8, and the space statistics are measured on written tasks that come with pilesort, as for a pulled encoder. Nothing is downloaded.",
  arguments: [
    { name: "<folder>", description: "folder with model.onnx or onnx/model.onnx, and tokenizer.json" },
  ],
  options: [
    { flags: "--name <name>", description: "name in the store (default: the name of the folder)" },
    {
      flags: "--prefix <text>",
      description: "put before every text, for example 'query: ' (default: what the folder's files say)",
    },
    {
      flags: "--precision <precision>",
      description: "int8 (default) makes the encoder a quarter as large, float32 keeps the graph as it is",
      parse: parsePrecision,
    },
    noMeasureOption,
    {
      flags: "--force",
      description: "replace an encoder of this name; models that were made with it must be trained again",
    },
    storeOption,
    jsonOption,
    verboseOption,
  ],
  examples: [
    {
      line: "pilesort encoders add exports/support-mails --name support",
      meaning: "Adds your own encoder. Use it in training with --encoder support.",
    },
  ],

  async run([folder], { json, verbose, ...options }, context) {
    const { addEncoder } = await import("../../index.ts");
    const progress = new WorkProgress(context, verbose === true);
    try {
      const { signal } = context;
      const added = await addEncoder(folder, { ...options, onProgress: progress.listen, signal });
      progress.end();
      const name = options.name ?? basename(added);
      const place = options.store === undefined ? "" : ` --store ${options.store}`;
      const words = `Added ${name} to ${added}. Use it in training: pilesort train --encoder ${name}${place} ...`;
      writeLine(context.stdout, json ? JSON.stringify({ name, folder: added }) : words);
    } finally {
      progress.end();
    }
  },
};

function parsePrecision(value: string): EncoderPrecision {
  if (value === "int8" || value === "float32") return value;
  throw new UsageError(`The option --precision must be int8 or float32; got ${JSON.stringify(value)}.`);
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

export const encoders: CommandGroup = {
  name: "encoders",
  alias: "models",
  summary: "List, show, download and add encoders.",
  commands: [list, show, pull, add],
};
