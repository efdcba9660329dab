import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestServer, type TestServer } from "./start-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ limits: { rows: 20, textCharacters: 500 } });
});
afterAll(() => server.remove());

/** Names of fields that requests have, so that many random requests come near a valid one. */
const fields = [
  "text",
  "texts",
  "top",
  "none",
  "threshold",
  "costs",
  "coverage",
  "rows",
  "label",
  "inputs",
  "parameters",
];
const fieldsOfChanges = ["examples", "model", "corrections", "folder", "version", "candidate_labels"];
const name = fc.constantFrom(...fields, ...fieldsOfChanges);
const value = fc.jsonValue({ maxDepth: 2 });
const body = fc.oneof(
  value,
  fc.dictionary(fc.oneof(name, fc.string()), value, { maxKeys: 4 }),
  fc.record({ text: fc.string() }),
);
const posts = ["classify", "explain", "evaluate", "load", "rollback", "corrections"].map(
  (what) => `/v1/models/mail/${what}`,
);
const path = fc.constantFrom(...posts, "/models/mail", "/v1/classify", "/v1/models/mail/classify/stream");

it("any request is answered without an unexpected error", async () => {
  await fc.assert(
    fc.asyncProperty(path, body, fc.boolean(), async (to, content, isJson) => {
      const headers = new Headers({ "Content-Type": isJson ? "application/json" : "text/plain" });
      const reply = await server.get(to, { method: "POST", body: JSON.stringify(content), headers });
      expect(reply.status).toBeLessThan(500);
      await reply.arrayBuffer();
    }),
    { numRuns: 150 },
  );
  expect(server.entries.filter(({ level }) => level === "error")).toEqual([]);
});
