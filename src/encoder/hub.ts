import { open, rm, stat } from "node:fs/promises";
import { z } from "zod";
import { type Sleep, TryAgain, withRetries } from "../async/retry.ts";
import { plainAddress, RemoteError } from "../errors.ts";
import { connectionFailure, type HttpRequest, sendRequest } from "./http.ts";

/** A hub of models with the interface of the Hugging Face hub. */
export interface Hub {
  /** "https://huggingface.co", or a mirror's address. */
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly sleep: Sleep;
}

/** A repository at one commit. */
export interface HubRevision {
  readonly repository: string;
  /** 40 hex digits. */
  readonly commit: string;
  readonly files: readonly HubFile[];
}

export interface HubFile {
  readonly name: string;
  /** Where the hub tells. */
  readonly bytes?: number;
  /** The hub tells it of large files. */
  readonly sha256?: string;
}

const revisionSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.int().nonnegative().nullish(),
      lfs: z.object({ sha256: z.string().nullish() }).nullish(),
    }),
  ),
});

/** Resolves a branch, tag or commit to a commit and the list of its files. */
export async function readRevision(
  hub: Hub,
  repository: string,
  revision: string,
  signal?: AbortSignal,
): Promise<HubRevision> {
  const url = `${hub.endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`;
  return withRetries(
    async () => {
      const response = await sendRequest(requestOf(hub, url, signal));
      const reply = revisionSchema.safeParse(await response.json().catch(() => undefined));
      if (!reply.success) {
        const message = "The hub did not answer as the Hugging Face hub does.";
        throw new RemoteError(message, plainAddress(url), response.status);
      }
      const files = reply.data.siblings.map(({ rfilename, size, lfs }) => ({
        name: rfilename,
        bytes: size ?? undefined,
        sha256: lfs?.sha256 ?? undefined,
      }));
      return { repository, commit: reply.data.sha, files };
    },
    hub.sleep,
    signal,
  );
}

/**
 * Downloads a file to `path`, going on where an earlier attempt stopped.
 * @param onBytes called with the number of bytes that are there.
 */
export async function downloadFile(
  hub: Hub,
  { repository, commit }: HubRevision,
  file: HubFile,
  path: string,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const name = file.name.split("/").map(encodeURIComponent).join("/");
  const request = requestOf(hub, `${hub.endpoint}/${repository}/resolve/${commit}/${name}`, signal);
  await withRetries(() => downloadRest(request, file, path, onBytes), hub.sleep, signal);
}

function requestOf({ token, fetch }: Hub, url: string, signal: AbortSignal | undefined): HttpRequest {
  return { url, fetch, signal, service: "The hub", secret: token };
}

async function downloadRest(
  request: HttpRequest,
  { name, bytes }: HubFile,
  path: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const present = (await stat(path).catch(() => undefined))?.size ?? 0;
  onBytes(present);
  if (present === bytes) return;
  const response = await askFrom(request, present, path);
  // A server that knows no ranges answers 200 with the whole file.
  const resumed = response.status === 206;
  const handle = await open(path, resumed ? "a" : "w");
  let written = resumed ? present : 0;
  try {
    for await (const chunk of bodyOf(request, response)) {
      await handle.write(chunk);
      written += chunk.length;
      onBytes(written);
    }
  } finally {
    await handle.close();
  }
  if (bytes !== undefined && written !== bytes) {
    const message = `The hub sent ${written} bytes of ${name} where ${bytes} were announced.`;
    if (written > bytes) await rm(path);
    throw new TryAgain(new RemoteError(message, plainAddress(request.url), response.status));
  }
}

async function askFrom(request: HttpRequest, start: number, path: string): Promise<Response> {
  // Offsets count bytes of the file, so it must come as it is.
  const identity = { "accept-encoding": "identity" };
  if (start === 0) return sendRequest({ ...request, headers: identity });
  try {
    return await sendRequest({ ...request, headers: { ...identity, range: `bytes=${start}-` } });
  } catch (error) {
    // 416: there is nothing after `start`, so what is there cannot be the file's beginning.
    if (!(error instanceof RemoteError && error.status === 416)) throw error;
    await rm(path);
    throw new TryAgain(error, 0);
  }
}

async function* bodyOf(request: HttpRequest, response: Response): AsyncGenerator<Uint8Array> {
  try {
    yield* response.body ?? [];
  } catch (cause) {
    throw connectionFailure(request, cause);
  }
}
