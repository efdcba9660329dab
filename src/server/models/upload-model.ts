import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CancelledError, RetryableError } from "../../index.ts";
import { HttpProblem } from "../http/problem.ts";
import type { ModelRegistry } from "./model-registry.ts";
import type { ServedVersion } from "./served-version.ts";
import { unpackModel } from "./unpack-model.ts";

/** Maximum number of uploads at the same time. Larger: more space on the disk for what is not checked yet. */
const maxUploads = 4;
let uploads = 0;

/**
 * Stores an uploaded zip file, unpacks it, and has the model in it answer. If it cannot be loaded, nothing changes.
 * @param maxBytes of the zip file
 * @throws HttpProblem, RetryableError, CancelledError
 */
export async function uploadModel(
  registry: ModelRegistry,
  name: string,
  body: ReadableStream<Uint8Array> | null,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<ServedVersion> {
  const { folders } = registry;
  if (body === null) throw new HttpProblem(400, "The request has no body; send a zip of a model folder.");
  if (uploads >= maxUploads) throw new RetryableError("Too many models are uploaded now; try again later.");
  uploads++;
  try {
    return await folders.withWorkplace(async (workplace) => {
      const zip = join(dirname(workplace), "upload.zip");
      await store(body, zip, maxBytes, signal);
      await unpackModel(zip, workplace, undefined, signal);
      const folder = await folders.publish(workplace, name);
      return registry.loadOrRemove(name, folder, "upload");
    });
  } catch (error) {
    if (signal.aborted) throw new CancelledError("The upload was stopped.", { cause: error });
    throw error;
  } finally {
    uploads--;
  }
}

async function store(
  body: ReadableStream<Uint8Array>,
  path: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<void> {
  const file = await open(path, "wx");
  try {
    let size = 0;
    for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
      signal.throwIfAborted();
      size += part.length;
      if (size > maxBytes) {
        const message = `The upload is larger than ${Math.floor(maxBytes / 1024 ** 2)} MiB, and this server takes no more.`;
        throw new HttpProblem(413, message, { Connection: "close" });
      }
      await file.write(part);
    }
  } finally {
    await file.close();
  }
}
