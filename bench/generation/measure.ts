import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Classifier, openEncoder, openLanguageModel } from "../../src/index.ts";
import { timedEncoder } from "../speed/timed-encoder.ts";
import { secondsPerTextOneByOne } from "./ancestor.ts";
import { AskingTime } from "./asking-time.ts";
import { madeClasses } from "./made-classes.ts";
import { type Seen, type ServerSettings, startServer } from "./server-process.ts";

export interface Options {
  readonly classes: number;
  readonly concurrency: number;
  readonly timeScale: number;
  readonly secondsAToken: number;
  /** Share of the requests that randomly get the status of too many requests. */
  readonly rateLimits: number;
}

/** Results for one number of classes. Seconds are at full latency: waits are divided by the time scale. */
export interface Measured extends Options, Seen {
  readonly examples: number;
  readonly noneExamples: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly short: number;
  /** Seconds with running calls. */
  readonly askingSeconds: number;
  /** Seconds of pilesort's own work without a running call. */
  readonly ownSeconds: number;
  /** Seconds of embedding, partly during calls. */
  readonly embeddingSeconds: number;
  /** Share of the time at the limit, while enough calls were left. Absent if there never were enough. */
  readonly shareAtLimit?: number;
  readonly meanInFlight?: number;
  /** Shares of askingSeconds with up to a quarter, half, three quarters of the limit, less than the limit, the limit. */
  readonly inFlightShares: readonly number[];
  /** Texts of the sample that the earlier tool's way was measured on. */
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
    const secondsAText = (await secondsPerTextOneByOne(server, classes, sampledTexts)) / timeScale;
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
