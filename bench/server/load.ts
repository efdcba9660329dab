import { Agent, request } from "node:http";

/** What a number of requests took. */
export interface Load {
  readonly textsPerSecond: number;
  /** Milliseconds from the first byte of a request to the last byte of its reply, sorted. */
  readonly milliseconds: readonly number[];
  /** Number of replies with another status than 200. */
  readonly failed: number;
}

/** Sends one text per request over a number of connections that stay open, each with one request at a time. */
export async function sendTexts(url: string, texts: readonly string[], connections: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const milliseconds: number[] = [];
  let [next, failed] = [0, 0];
  const connection = async () => {
    while (next < texts.length) {
      const body = JSON.stringify({ text: texts[next++] });
      const started = performance.now();
      if ((await post(url, body, agent)) !== 200) failed++;
      milliseconds.push(performance.now() - started);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return { textsPerSecond: texts.length / seconds, milliseconds: milliseconds.sort((a, b) => a - b), failed };
}

/** Returns a quantile of sorted values. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function post(url: string, body: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
    const sent = request(url, { method: "POST", agent, headers }, (reply) => {
      reply.resume();
      reply.once("end", () => resolve(reply.statusCode ?? 0));
    });
    sent.once("error", reject);
    sent.end(body);
  });
}
