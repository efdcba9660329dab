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

interface PullOptions extends StoreOptions {
  readonly revision?: string;
  readonly precision?: EncoderPrecision;
  readonly measure?: boolean;
  readonly force?: boolean;
}

const jsonOption: OptionSpec = { flags: "--json", description: "print JSON" };

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
    {
      flags: "--no-measure",
      description:
        "do not measure the space statistics, which takes a minute or more and makes answers more accurate",
    },
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
  summary: "List, show and download encoders.",
  commands: [list, show, pull],
};
