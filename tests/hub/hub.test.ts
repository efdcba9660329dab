import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { RemoteError } from "../../src/errors.ts";
import { downloadFile, type Hub, type HubFile, readRevision } from "../../src/hub/hub.ts";
import { startLocalServer } from "../encoder/local-server.ts";
import { temporaryFolder } from "../encoder/temporary-folder.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const token = "hf_Ab3dEf9hIjK2mNoP4rStUv6x";

async function hubOf(answer: RequestListener, more: Partial<Hub> = {}): Promise<Hub> {
  const server = await startLocalServer(answer);
  onTestFinished(() => server.close());
  return { endpoint: server.url, token, fetch: globalThis.fetch, sleep: async () => {}, ...more };
}

function download(hub: Hub, file: HubFile, path: string, seen: number[] = []): Promise<void> {
  return downloadFile(hub, { repository: "o/r", commit, files: [file] }, file, path, (bytes) =>
    seen.push(bytes),
  );
}

const target = async () => join(await temporaryFolder(), "file");
/** Sends bytes until the other side closes the connection. */
const flood: RequestListener = (_, response) => {
  const send = () => {
    while (!response.destroyed)
      if (!response.write(Buffer.alloc(700))) return void response.once("drain", send);
  };
  send();
};

describe("a download", () => {
  it("never writes a byte beyond the listed size", async () => {
    const path = await target();
    const seen: number[] = [];
    const failed = download(await hubOf(flood), { name: "file", bytes: 1000 }, path, seen);
    await expect(failed).rejects.toThrow("The hub sent more of file than the listed 1000 bytes.");
    expect(Math.max(...seen)).toBeLessThanOrEqual(1000);
    expect(existsSync(path)).toBe(false);
  });

  it("with one byte too many is rejected, and with the listed size accepted", async () => {
    const hub = await hubOf((request, response) =>
      response.end(Buffer.alloc(request.url?.endsWith("long") ? 11 : 10)),
    );
    const path = await target();
    await expect(download(hub, { name: "long", bytes: 10 }, path)).rejects.toThrow(
      "than the listed 10 bytes",
    );
    await download(hub, { name: "file", bytes: 10 }, path);
    expect(statSync(path).size).toBe(10);
  });

  it("counts bytes after decompression", async () => {
    const hub = await hubOf((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(5_000_000))),
    );
    await expect(download(hub, { name: "file", bytes: 6000 }, await target())).rejects.toThrow(
      "than the listed 6000 bytes",
    );
  });

  it("does not use a part other than the requested one", async () => {
    const path = await target();
    writeFileSync(path, "abc");
    const hub = await hubOf(({ headers }, response) => {
      if (headers.range === undefined) response.end("abcdef");
      else response.writeHead(206, { "content-range": "bytes 0-5/6" }).end("xyz");
    });
    await download(hub, { name: "file", bytes: 6 }, path);
    expect(readFileSync(path, "utf8")).toBe("abcdef");
  });

  it.each([
    ["before its answer", () => {}],
    ["amid its answer", (_, response) => response.writeHead(200).write("ab")],
  ] as const satisfies [string, RequestListener][])("ends if the hub sends nothing %s", async (_, answer) => {
    const hub = await hubOf(answer as RequestListener, { silenceMilliseconds: 30 });
    const failed = download(hub, { name: "file", bytes: 10 }, await target()).catch((error) => error);
    expect(await failed).toBeInstanceOf(RemoteError);
    expect((await failed).message).toBe(
      `The hub at ${hub.endpoint} sent nothing for 0.03 seconds; try again later.`,
    );
  });
});

describe("a list of files", () => {
  it("ends if the hub sends nothing", async () => {
    const hub = await hubOf(() => {}, { silenceMilliseconds: 30 });
    await expect(readRevision(hub, "o/r", "main")).rejects.toThrow("sent nothing for 0.03 seconds");
  });

  it("without an end is stopped", async () => {
    await expect(readRevision(await hubOf(flood), "o/r", "main")).rejects.toThrow(
      "sent more than the 33554432 bytes that an answer may have, and was stopped",
    );
  });

  it("is not downloaded from another origin", async () => {
    let requests = 0;
    const other = await hubOf((_, response) => {
      requests++;
      response.end("{}");
    });
    const hub = await hubOf((_, response) => response.writeHead(302, { location: other.endpoint }).end());
    await expect(readRevision(hub, "o/r", "main")).rejects.toThrow(
      `The hub at ${hub.endpoint} redirects to ${other.endpoint}, which is another origin. Nothing was sent there. If you trust that address, give it as the option endpoint (HF_ENDPOINT).`,
    );
    expect(requests).toBe(0);
  });

  it.each([token, token.slice(0, 14), Buffer.from(token).toString("base64"), `${"x".repeat(190)}${token}`])(
    "never shows the token if a rejection repeats it: %s",
    async (words) => {
      const hub = await hubOf((_, response) =>
        response.writeHead(403).end(JSON.stringify({ error: `no: ${words}` })),
      );
      const error = await readRevision(hub, "o/r", "main").catch((reason) => reason);
      expect(error.message).toContain("***");
      for (let i = 0; i + 8 <= token.length; i++) expect(error.message).not.toContain(token.slice(i, i + 8));
    },
  );
});
