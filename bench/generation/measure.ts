import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Classifier, openEncoder, openLanguageModel } from "../../src/index.ts";
import { timedEncoder } from "../speed/timed-encoder.ts";
import { secondsATextOneByOne } from "./ancestor.ts";
import { AskingTime } from "./asking-time.ts";
import { madeClasses } from "./made-classes.ts";
import { type Seen, type ServerSettings, startServer } from "./server-process.ts";

export interface Options {
  readonly classes: number;
  readonly concurrency: number;
  readonly timeScale: number;
  readonly secondsAToken: number;
  /** Share of the requests that are told at random that they are too many. */
  readonly rateLimits: number;
}

/** What one number of classes took. Seconds are at the full latency: waiting is divided by the time scale. */
export interface Measured extends Options, Seen {
  readonly examples: number;
  readonly noneExamples: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly short: number;
  /** With calls under way. */
  readonly askingSeconds: number;
  /** Of our own work while no call is under way. */
  readonly ownSeconds: number;
  /** Partly while calls are under way. */
  readonly embeddingSeconds: number;
  /** While calls enough for the limit were left, where there ever were. */
  readonly shareAtLimit?: number;
  readonly meanInFlight?: number;
  /** Shares of the asking time with up to a quarter, half, three quarters of the limit, all but the limit, the limit. */
  readonly inFlightShares: readonly number[];
  /** Of the ancestor's way, over a sample. */
  readonly sampledTexts: number;
  readonly secondsAText: number;
}

const errors = 0.02;
const seed = 1;
const sampledTexts = 60;

export async function measure(options: Options): Promise<Measured> {
  const { timeScale, secondsAToken, rateLimits, concurrency } = options;
  const settings: ServerSettings = {
    seed,
    errors,
    rateLimits,
    timeScale,
    secondsAToken,
    mostInFlight: 2 * concurrency,
  };
  const server = await startServer(settings);
  const folder = mkdtempSync(join(tmpdir(), "pilesort-generation-"));
  const encoder = timedEncoder(await openEncoder());
  try {
    const classes = madeClasses(options.classes);
    const secondsAText = (await secondsATextOneByOne(server, classes, sampledTexts)) / timeScale;
    await server.seen();

    const classifier = new Classifier({ encoder });
    for (const definition of classes) classifier.defineClass(definition);
    const model = await openLanguageModel("scripted", { url: server.url });
    const asking = new AskingTime(concurrency);
    const started = performance.now();
    const report = await classifier.generate({ model, folder, concurrency, onProgress: asking.listen });
    const seconds = (performance.now() - started) / 1000;
    const seen = await server.seen();
    return {
      ...options,
      ...seen,
      examples: report.examples,
      noneExamples: report.noneExamples,
      dropped: report.dropped,
      short: report.short.length,
      askingSeconds: asking.seconds / timeScale,
      ownSeconds: seconds - asking.seconds,
      embeddingSeconds: encoder.seconds(),
      ...asking.plenty,
      inFlightShares: sharesOf(asking.secondsAt),
      sampledTexts,
      secondsAText,
    };
  } finally {
    server.stop();
    rmSync(folder, { recursive: true });
    await encoder.dispose();
  }
}

function sharesOf(secondsAt: readonly number[]): number[] {
  const limit = secondsAt.length - 1;
  const total = secondsAt.reduce((sum, each) => sum + each, 0);
  const shares = [0, 0, 0, 0, 0];
  for (const [inFlight, each] of secondsAt.entries()) {
    const part = inFlight === limit ? 4 : Math.min(3, Math.max(0, Math.ceil((4 * inFlight) / limit) - 1));
    shares[part] += each / total;
  }
  return shares;
}
