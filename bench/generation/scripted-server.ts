/**
 * Runs a server with OpenAI's chat completions interface and the latency of a hosted model, in a separate process. Its
 * settings are JSON in the first argument. It sends its port to the process that forked it, and on request the counts of
 * what it received.
 */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { createRandom } from "../../src/math/random.ts";
import { askedFor, madeTexts } from "./made-texts.ts";
import type { Seen, ServerSettings } from "./server-process.ts";

const settings: ServerSettings = JSON.parse(process.argv[2]);
const random = createRandom(settings.seed);
/** Standard deviation of the logarithm of latencies: a tenth of the calls take at least 1.5 times the mean. */
const spread = 0.4;

const nothing: Seen = { answered: 0, errors: 0, rateLimited: 0, tokensIn: 0, tokensOut: 0, mostInFlight: 0 };
let seen = { ...nothing };
let inFlight = 0;

createServer(async (message, response) => {
  inFlight++;
  seen.mostInFlight = Math.max(seen.mostInFlight, inFlight);
  try {
    await answer(await readText(message), response);
  } finally {
    inFlight--;
  }
}).listen(0, "127.0.0.1", function (this: { address(): unknown }) {
  process.send!({ port: (this.address() as AddressInfo).port });
});

process.on("message", () => {
  process.send!(seen);
  seen = { ...nothing };
});
process.on("disconnect", () => process.exit());

async function answer(body: string, response: ServerResponse): Promise<void> {
  // Three numbers are drawn for every request, so that request n gets the same ones in every run.
  const [mishap, kind, seed] = [random.nextFloat(), random.nextFloat(), random.nextInt(2 ** 31)];
  const firstSecond = logNormal();
  if (inFlight > settings.mostInFlight || mishap < settings.rateLimits) {
    seen.rateLimited++;
    const wait = String(1000 * settings.timeScale);
    send(response, 429, { error: { message: "too many requests" } }, { "retry-after-ms": wait });
    return;
  }
  if (mishap < settings.rateLimits + settings.errors) {
    await wait(firstSecond);
    seen.errors++;
    send(response, kind < 0.5 ? 500 : 503, { error: { message: "try again" } });
    return;
  }
  const { messages } = JSON.parse(body);
  const content = JSON.stringify({ texts: madeTexts(askedFor(messages), seed) });
  const usage = { prompt_tokens: tokensOf(body), completion_tokens: tokensOf(content) };
  await wait(firstSecond + usage.completion_tokens * settings.secondsAToken);
  seen.answered++;
  seen.tokensIn += usage.prompt_tokens;
  seen.tokensOut += usage.completion_tokens;
  const choice = { index: 0, finish_reason: "stop", message: { role: "assistant", content } };
  send(response, 200, {
    id: "scripted",
    object: "chat.completion",
    created: 0,
    model: "scripted",
    choices: [choice],
    usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
  });
}

function wait(seconds: number): Promise<void> {
  return setTimeout(1000 * settings.timeScale * seconds);
}

/** Draws a latency with a mean of one second. */
function logNormal(): number {
  const [a, b] = [1 - random.nextFloat(), random.nextFloat()];
  const normal = Math.sqrt(-2 * Math.log(a)) * Math.cos(2 * Math.PI * b);
  return Math.exp(spread * normal - spread ** 2 / 2);
}

/** Estimates tokens: English has about four letters per token. */
function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
