import { expect, it } from "vitest";
import { PilesortClient } from "../../src/client/pilesort-client.ts";
import { startServer } from "../../src/server/server.ts";

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
}

/** Operations for clients of other services, and the stream that the client sends as batches. */
const notInClient = ["classifyStream", "zeroShot", "cohereClassify"];

it("the client has a method for every operation of the OpenAPI document", async () => {
  const server = await startServer({ models: new Map(), log: () => {} });
  const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as ApiDocument;
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { operationId }]) => !notInClient.includes(operationId))
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  );
  const page = await (await fetch(`${server.url}/docs`)).text();
  await server.stop(0);
  for (const path of Object.keys(paths)) expect(page).toContain(`<code>${path}</code>`);

  const sent: string[] = [];
  const record = async (url: string | URL | Request, init?: RequestInit) => {
    const path = new URL(String(url)).pathname.replace("NAME", "{name}").replace("ID", "{id}");
    sent.push(`${init?.method} ${path.replace("/17", "/{number}")}`);
    return new Response("{}");
  };
  const client = new PilesortClient({ url: "http://host", fetch: record as typeof fetch });
  await client.classify("NAME", "text");
  await client.explain("NAME", "text");
  await client.models();
  await client.model("NAME");
  await client.load("NAME");
  await client.upload("NAME", new Blob([]));
  await client.rollback("NAME");
  await client.correct("NAME", []);
  await client.corrections("NAME");
  await client.undoCorrection("NAME", 17);
  await client.evaluate("NAME", []);
  await client.startEvaluation("NAME", []);
  await client.train("NAME");
  await client.generate("NAME");
  await client.jobs();
  await client.job("ID");
  await client.cancel("ID");
  for await (const _ of client.watch("ID"));
  expect(new Set(sent)).toEqual(new Set(described));
});
