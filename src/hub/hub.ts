import { open, rm, stat } from "node:fs/promises";
import { z } from "zod";
import { connectionFailure, type HttpRequest, readJson, sendRequest } from "../async/http.ts";
import { type Sleep, TryAgain, withRetries } from "../async/retry.ts";
import { plainAddress, RemoteError } from "../errors.ts";
import { type SilenceLimit, startSilenceLimit } from "./silence-limit.ts";

/** A model hub with the interface of the Hugging Face hub. */
export interface Hub {
  /** "https://huggingface.co", or the address of a mirror. */
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly sleep: Sleep;
  /** How long the hub may send nothing, before and within its answer. Default: 60 seconds */
  readonly silenceMilliseconds?: number;
}

/** Maximum size of a list of files. Larger lists are rejected; the longest on the Hugging Face hub has a tenth of this. */
const maxListBytes = 32 * 1024 * 1024;
/** Maximum size of a file whose size the hub does not list. Larger: such a file can fill the disk. */
const maxUnlistedBytes = 4 * 1024 ** 3;

/** A repository at one commit. */
export interface HubRevision {
  readonly repository: string;
  /** 40 hex digits. */
  readonly commit: string;
  readonly files: readonly HubFile[];
}

export interface HubFile {
  readonly name: string;
  /** Absent if the hub does not list it. */
  readonly bytes?: number;
  /** The hub lists it for large files. */
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

/**
 * Resolves a branch, tag or commit to a commit and the list of its files.
 * @throws RemoteError, CancelledError
 */
export async function readRevision(
  hub: Hub,
  repository: string,
  revision: string,
  signal?: AbortSignal,
): Promise<HubRevision> {
  const url = `${hub.endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`;
  return withRetries(
    async () => {
      const found = await withinLimit(hub, signal, async (limit) => {
        const request = requestOf(hub, url, limit.signal, maxListBytes);
        return await readJson(request, await sendRequest(request));
      });
      const reply = revisionSchema.safeParse(found);
      if (!reply.success) {
        const message =
          "The hub did not answer as the Hugging Face hub does; check the option endpoint (HF_ENDPOINT).";
        throw new RemoteError(message, plainAddress(url), 200);
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
 * Downloads a file to `path`. It resumes where an earlier attempt stopped, and writes no byte beyond the listed size.
 *
 * A hub may redirect a download to its storage on another host. That host gets neither the token nor any other data of
 * the user.
 * @param onBytes called with the number of bytes that are on the disk
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
  const url = `${hub.endpoint}/${repository}/resolve/${commit}/${name}`;
  const download = () =>
    withinLimit(hub, signal, (limit) => {
      const maximumBytes = (file.bytes ?? maxUnlistedBytes) + spareBytes;
      const request = { ...requestOf(hub, url, limit.signal, maximumBytes), ...publicDownload };
      return downloadRest(request, file, path, onBytes, limit);
    });
  await withRetries(download, hub.sleep, signal);
}

/** Bytes that may come beyond the listed size, so that a body that is too long is reported with its file name. */
const spareBytes = 1024 * 1024;
const publicDownload = { otherOrigins: "public files" } as const;

function requestOf(
  { token, fetch }: Hub,
  url: string,
  signal: AbortSignal | undefined,
  maximumBytes: number,
): HttpRequest {
  const redirectRemedy = "If you trust that address, give it as the option endpoint (HF_ENDPOINT)";
  return { url, fetch, signal, service: "The hub", secret: token, maximumBytes, redirectRemedy };
}

/**
 * Does work that ends if the hub sends nothing for too long.
 * @throws TryAgain if it did
 */
async function withinLimit<T>(
  { endpoint, silenceMilliseconds }: Hub,
  signal: AbortSignal | undefined,
  work: (limit: SilenceLimit) => Promise<T>,
): Promise<T> {
  const limit = startSilenceLimit(signal, silenceMilliseconds);
  try {
    return await work(limit);
  } catch (error) {
    if (!limit.isOver || signal?.aborted) throw error;
    const message = `The hub at ${new URL(endpoint).origin} sent nothing for ${limit.seconds} seconds; try again later.`;
    throw new TryAgain(new RemoteError(message, plainAddress(endpoint)));
  } finally {
    limit.stop();
  }
}

async function downloadRest(
  request: HttpRequest,
  file: HubFile,
  path: string,
  onBytes: (bytes: number) => void,
  limit: SilenceLimit,
): Promise<void> {
  const present = (await stat(path).catch(() => undefined))?.size ?? 0;
  onBytes(present);
  if (present === file.bytes) return;
  const response = await requestFrom(request, present, path);
  // A server without support for ranges answers 200 with the whole file, or 206 with another range.
  const resumed = response.status === 206 && startsAt(response, present);
  if (response.status === 206 && !resumed) {
    await rm(path, { force: true });
    throw new TryAgain(sizeError(request, `sent another part of ${file.name} than requested`), 0);
  }
  const handle = await open(path, resumed ? "a" : "w");
  let written = resumed ? present : 0;
  try {
    for await (const chunk of bodyOf(request, response)) {
      limit.heard();
      if (written + chunk.length > (file.bytes ?? maxUnlistedBytes)) throw await tooLong(request, file, path);
      await handle.write(chunk);
      written += chunk.length;
      onBytes(written);
    }
  } finally {
    await handle.close();
  }
  if (file.bytes === undefined || written === file.bytes) return;
  throw new TryAgain(
    sizeError(request, `sent ${written} bytes of ${file.name} instead of the listed ${file.bytes}`),
  );
}

/** Removes a file that is too long: its bytes are not the beginning of the listed one. */
async function tooLong(request: HttpRequest, { name, bytes }: HubFile, path: string): Promise<Error> {
  await rm(path, { force: true });
  const limit =
    bytes === undefined ? `the maximum of ${maxUnlistedBytes} bytes` : `the listed ${bytes} bytes`;
  return new TryAgain(sizeError(request, `sent more of ${name} than ${limit}`));
}

function sizeError({ url }: HttpRequest, what: string): RemoteError {
  const remedy = "Try again later, or choose another hub with the option endpoint (HF_ENDPOINT)";
  return new RemoteError(`The hub ${what}. ${remedy}.`, plainAddress(url), 200);
}

/** RFC 9110: "bytes 100-199/200". Without the header the range is assumed to be the requested one. */
function startsAt(response: Response, start: number): boolean {
  const range = /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "");
  return range === null || Number(range[1]) === start;
}

async function requestFrom(request: HttpRequest, start: number, path: string): Promise<Response> {
  // Offsets count bytes of the file, so it must come as it is.
  const identity = { "accept-encoding": "identity" };
  if (start === 0) return sendRequest({ ...request, headers: identity });
  try {
    return await sendRequest({ ...request, headers: { ...identity, range: `bytes=${start}-` } });
  } catch (error) {
    // 416: the file has no bytes after `start`, so those on the disk are not its beginning.
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
