import type { ClassDefinition } from "../../src/index.ts";
import type { ServerProcess } from "./server-process.ts";

const mostAttempts = 8;

/**
 * Measures the way of the earlier Python tool: one call per example, one after the other, class by class. A failed call is
 * repeated without a wait, which favors that tool.
 * @returns seconds per received text, over this number of texts
 */
export async function secondsPerTextOneByOne(
  server: ServerProcess,
  classes: readonly ClassDefinition[],
  texts: number,
): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < texts; i++) await writeOne(server.url, classes[i % classes.length]);
  return (performance.now() - started) / 1000 / texts;
}

async function writeOne(url: string, { name, prompt }: ClassDefinition): Promise<void> {
  const messages = [
    { role: "system", content: "Write 1 text that belongs to the class." },
    { role: "user", content: JSON.stringify({ class: { name, description: prompt } }) },
  ];
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const response = await fetch(`${url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "scripted", messages }),
    });
    await response.text();
    if (response.ok) return;
  }
  throw new Error(`The scripted server failed ${mostAttempts} times in a row.`);
}
