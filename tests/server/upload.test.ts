import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { PilesortClient } from "../../src/client/pilesort-client.ts";
import { train } from "../../src/index.ts";
import { modelCard } from "../../src/server/schemas/models.ts";
import { startTestServer, type TestServer } from "./start-server.ts";

let server: TestServer;
let folder: string;
let zip: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  server = await startTestServer({ limits: { uploadBytes: 1024 ** 2 } });
  folder = mkdtempSync(join(tmpdir(), "pilesort-upload-"));
  const pets = await train({ classes: { cat: "Cats purr and meow.", dog: "Dogs bark and fetch." } });
  await pets.save(join(folder, "pets"));
  await pets.dispose();
  zip = await zipOf((name) => readFileSync(join(folder, "pets", name)));
});
afterAll(async () => {
  await server.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function zipOf(contentOf: (name: string) => Buffer): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new ZipFile();
  for (const name of readdirSync(join(folder, "pets"))) packed.addBuffer(contentOf(name), `pets/${name}`);
  packed.end();
  return new Uint8Array(await buffer(packed.outputStream));
}

const put = (name: string, body: Uint8Array<ArrayBuffer> | string, type = "application/zip") =>
  server.get(`/v1/models/${name}`, { method: "PUT", body, headers: { "Content-Type": type } });

describe("an uploaded zip", () => {
  it("becomes a new model, and a later one its next version", async () => {
    const reply = await put("pets", zip);
    expect(reply.status).toBe(200);
    const card = modelCard.parse(await reply.json());
    expect(card.versions).toMatchObject([{ version: 1, folder: "pets.v1", origin: "upload" }]);
    const answer = await server.post("/v1/models/pets/classify", { text: "it purrs" });
    expect(await answer.json()).toMatchObject({ answer: { prediction: "cat" } });
    const client = new PilesortClient({ url: server.url });
    expect((await client.upload("pets", new Blob([zip]))).version).toBe(2);
    expect((await client.rollback("pets")).version).toBe(1);
    expect((await client.correct("pets", [{ text: "it sings", label: "cat" }])).version).toBe(1);
  });

  it("with a damaged file changes nothing, and leaves no folder", async () => {
    const damaged = await zipOf((name) => {
      const content = readFileSync(join(folder, "pets", name));
      if (name === "head.safetensors") content[content.length - 1] ^= 1;
      return content;
    });
    const reply = await put("pets", damaged);
    expect(reply.status).toBe(422);
    expect(((await reply.json()) as { detail: string }).detail).toMatch(/head\.safetensors/);
    expect((await put("broken", damaged)).status).toBe(422);
    expect((await server.get("/v1/models/broken")).status).toBe(404);
    expect(readdirSync(server.folder).sort()).toEqual(["mail", "pets.v1", "pets.v2"]);
  });

  it("is rejected if it is too large, of another type, or missing", async () => {
    expect((await put("pets", new Uint8Array(1024 ** 2 + 1))).status).toBe(413);
    expect((await put("pets", zip, "application/json")).status).toBe(415);
    expect((await put("pets", "")).status).toBeLessThan(500);
    expect((await put("..", zip)).status).toBe(404);
  });
});

it("a server that is read-only takes no uploads", async () => {
  const readOnly = await startTestServer({ readOnly: true });
  const reply = await readOnly.get("/v1/models/pets", {
    method: "PUT",
    body: zip,
    headers: { "Content-Type": "application/zip" },
  });
  expect(reply.status).toBe(403);
  await readOnly.remove();
});
