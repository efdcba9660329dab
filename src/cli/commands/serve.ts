import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { loadOptionalPackage } from "../../files/optional-package.ts";
import { counted } from "../../files/readable-numbers.ts";
import type { LogEntry } from "../../server/http/log.ts";
import type { ServerOptions } from "../../server/server.ts";
import { type Command, UsageError } from "../command.ts";
import { type Context, writeLine, writeWarning } from "../context.ts";
import { llmOption } from "../generation-options.ts";
import { verboseOption, wholeNumber } from "../shared-options.ts";

interface ServeFlags {
  readonly model?: readonly string[];
  readonly models?: string;
  readonly host?: string;
  readonly port?: number;
  readonly tokenFile?: string;
  readonly insecure?: boolean;
  readonly allowHost?: readonly string[];
  readonly allowOrigin?: readonly string[];
  readonly rate?: number;
  readonly maxBody?: number;
  readonly maxTexts?: number;
  readonly maxTextLength?: number;
  readonly maxClasses?: number;
  readonly maxJobs?: number;
  readonly readOnly?: boolean;
  readonly llm?: string;
  readonly llmUrl?: string;
  readonly llmKeyEnv?: string;
  readonly maxCalls?: number;
  readonly grace?: number;
  readonly logTexts?: boolean;
  readonly quiet?: boolean;
}

/** Packages of the server, which are optional dependencies. */
const packages = ["hono", "@hono/node-server", "@hono/zod-openapi", "prom-client"];
/** Default of --grace, in seconds. */
const usualGrace = 10;
/** Time, in milliseconds, beyond --grace until a process that does not stop is ended. */
const extraMilliseconds = 3000;

export const serve: Command<ServeFlags> = {
  name: "serve",
  summary: "Serve models over HTTP.",
  details:
    "GET /docs shows the API as a page, and GET /openapi.json as OpenAPI 3.1. The server listens on this machine only, unless " +
    "--host names another address; that needs a token, in the environment variable PILESORT_TOKEN or a file. Each request is one line of JSON on the " +
    "standard output, without texts. Ctrl-C or a termination signal stops the server after the requests in progress.",
  arguments: [],
  options: [
    {
      flags: "--model <models...>",
      description: "models to serve: NAME=FOLDER, or FOLDER, whose name is the name of the model",
    },
    {
      flags: "--models <folder>",
      description:
        "folder from which requests may load models, and in which trainings are saved (default: requests can do neither)",
    },
    { flags: "--host <address>", description: "address to listen on", defaultValue: "127.0.0.1" },
    {
      flags: "--port <number>",
      description: "port to listen on; 0 is any free one (default: 8000)",
      parse: wholeNumber("--port", 0, 65_535),
    },
    { flags: "--token-file <file>", description: "file with the token that requests must have" },
    {
      flags: "--insecure",
      description: "allow --host without a token: everybody who reaches the address can use the server",
    },
    {
      flags: "--allow-host <names...>",
      description:
        "host names to answer to, besides localhost and IP addresses (default: all if there is a token and --host)",
    },
    {
      flags: "--allow-origin <origins...>",
      description: "origins of web pages that may send requests, such as https://app.example",
    },
    {
      flags: "--rate <number>",
      description: "maximum number of requests per second of one address (default: no limit)",
      parse: wholeNumber("--rate", 1),
    },
    {
      flags: "--max-body <megabytes>",
      description: "maximum size of a request in MB; streams have no limit (default: 10)",
      parse: wholeNumber("--max-body", 1),
    },
    {
      flags: "--max-texts <number>",
      description: "maximum number of texts per request; streams have no limit (default: 10000)",
      parse: wholeNumber("--max-texts", 1),
    },
    {
      flags: "--max-text-length <number>",
      description: "maximum number of characters per text (default: 200000)",
      parse: wholeNumber("--max-text-length", 1),
    },
    {
      flags: "--max-classes <number>",
      description: "maximum number of classes per request (default: 3000)",
      parse: wholeNumber("--max-classes", 1),
    },
    {
      flags: "--max-jobs <number>",
      description: "maximum number of trainings and generations that wait (default: 16)",
      parse: wholeNumber("--max-jobs", 1),
    },
    {
      flags: "--read-only",
      description: "reject requests that change models: corrections, trainings, loading",
    },
    { ...llmOption, description: `${llmOption.description}, for the jobs that generate` },
    { flags: "--llm-url <address>", description: "address of an OpenAI-compatible server" },
    {
      flags: "--llm-key-env <variable>",
      description: "environment variable with the API key of the language model",
    },
    {
      flags: "--max-calls <number>",
      description: "cap on the calls of the language model per job (default: no cap)",
      parse: wholeNumber("--max-calls", 1),
    },
    {
      flags: "--grace <seconds>",
      description: `maximum time for requests in progress when the server stops (default: ${usualGrace})`,
      parse: wholeNumber("--grace", 0),
    },
    { flags: "--log-texts", description: "log the messages of unexpected errors too, which may quote texts" },
    { flags: "--quiet", description: "log warnings and errors only" },
    verboseOption,
  ],
  examples: [
    {
      line: "pilesort serve --model mail=models/mail",
      meaning: "Serves one model on http://127.0.0.1:8000.",
    },
    {
      line: "pilesort serve --models models --model mail=models/mail --host 0.0.0.0 --token-file token.txt",
      meaning: "Serves a model to other machines, which need the token, and lets them train it.",
    },
  ],

  async run(_values, flags, context) {
    const options = await serverOptions(flags, context);
    const grace = 1000 * (flags.grace ?? usualGrace);
    context.allowToStop?.(grace + extraMilliseconds);
    const { startServer } = await loadOptionalPackage(
      () => import("../../server/server.ts"),
      packages,
      { source: "pilesort serve" },
      "needs",
    );
    const server = await startServer(options);
    if (options.host !== undefined && flags.insecure) {
      writeWarning("Everybody who reaches this address can use the server, because of --insecure.", context);
    }
    const served = counted(options.models.size, "model");
    writeLine(
      context.stderr,
      `Serving ${served} on ${server.url} (${server.url}/docs shows the API). Ctrl-C stops.`,
    );
    if (!context.signal.aborted) await once(context.signal, "abort");
    writeLine(context.stderr, "Stopping after the requests in progress.");
    await server.stop(grace);
  },
};

async function serverOptions(flags: ServeFlags, context: Context): Promise<ServerOptions> {
  const { llm, llmUrl: url, llmKeyEnv: keyVariable, maxCalls } = flags;
  const models = modelFolders(flags.model ?? []);
  if (models.size === 0 && flags.models === undefined) {
    throw new UsageError(
      "There is nothing to serve; name a model with --model NAME=FOLDER, or a folder with --models.",
    );
  }
  if (llm === undefined && (url ?? keyVariable ?? maxCalls) !== undefined) {
    throw new UsageError(
      "The options --llm-url, --llm-key-env and --max-calls need a language model; name one with --llm.",
    );
  }
  return {
    models,
    folder: flags.models,
    host: flags.host,
    port: flags.port ?? 8000,
    token: await readToken(flags, context),
    insecure: flags.insecure,
    hosts: flags.allowHost,
    origins: (flags.allowOrigin ?? []).map(originOf),
    requestsPerSecond: flags.rate,
    limits: limitsOf(flags),
    readOnly: flags.readOnly,
    ...(llm !== undefined && { languageModel: { name: llm, url, keyVariable, maxCalls } }),
    log: (entry) => writeEntry(entry, flags, context),
    logTexts: flags.logTexts,
  };
}

/** Reads pairs such as "mail=models/mail". */
function modelFolders(pairs: readonly string[]): Map<string, string> {
  const models = new Map<string, string>();
  for (const pair of pairs) {
    const [, name = "", folder] = /^(?:([^=]*)=)?(.*)$/s.exec(pair) ?? [];
    const given = pair.includes("=")
      ? name
      : folder
          .replace(/[\\/]+$/, "")
          .split(/[\\/]/)
          .at(-1)!;
    if (!/^[A-Za-z0-9][\w.-]{0,63}$/.test(given) || folder === "") {
      throw new UsageError(
        `The option --model must be NAME=FOLDER, with a name of letters, digits, dots, dashes and underscores; got ${JSON.stringify(pair)}.`,
      );
    }
    if (models.has(given))
      throw new UsageError(`Two models have the name ${given}; give each its own with --model NAME=FOLDER.`);
    models.set(given, folder);
  }
  return models;
}

async function readToken({ tokenFile }: ServeFlags, { env }: Context): Promise<string | undefined> {
  if (tokenFile === undefined) return env.PILESORT_TOKEN || undefined;
  try {
    return (await readFile(tokenFile, "utf8")).trim();
  } catch (cause) {
    throw new UsageError(
      `${tokenFile}: The file of --token-file cannot be read: ${(cause as Error).message}.`,
    );
  }
}

/** @throws UsageError if the value is not an origin */
function originOf(given: string): string {
  const isOrigin = URL.canParse(given) && new URL(given).origin === given.replace(/\/$/, "");
  if (!isOrigin)
    throw new UsageError(
      `The option --allow-origin must be an origin such as https://app.example; got ${JSON.stringify(given)}.`,
    );
  return new URL(given).origin;
}

function limitsOf({
  maxBody,
  maxTexts,
  maxTextLength,
  maxClasses,
  maxJobs,
}: ServeFlags): ServerOptions["limits"] {
  const given = {
    bodyBytes: maxBody === undefined ? undefined : maxBody * 1_000_000,
    rows: maxTexts,
    textCharacters: maxTextLength,
    classes: maxClasses,
    jobs: maxJobs,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function writeEntry(entry: LogEntry, { quiet }: ServeFlags, { stdout }: Context): void {
  if (quiet && entry.level === "info") return;
  stdout.write(
    `${JSON.stringify({ ...entry, ...(entry.milliseconds !== undefined && { milliseconds: rounded(entry.milliseconds) }) })}\n`,
  );
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
