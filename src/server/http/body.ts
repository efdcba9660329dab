import type { HttpBindings } from "@hono/node-server";
import type { MiddlewareHandler } from "hono";
import { HttpProblem } from "./problem.ts";

/** Limits of request bodies. */
export interface BodyLimits {
  /** Maximum number of bytes of a body. Larger: one request can take more memory. Default: 10 MiB */
  readonly bytes?: number;
  /** Time, in milliseconds, in which a body must have arrived. Default: 30 seconds */
  readonly milliseconds?: number;
  /** Whether a path reads its body as a stream of any length. Each part must then arrive within the time. Default: none */
  readonly isStream?: (path: string) => boolean;
}

const methodsWithoutBody = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Reads the body of a request within limits, before its handler runs. A body that is read as a stream keeps its own
 * pace, but its parts must arrive in time.
 */
export function limitBody({
  bytes = 10 * 1024 ** 2,
  milliseconds = 30_000,
  isStream = () => false,
}: BodyLimits): MiddlewareHandler {
  return async (c, next) => {
    if (methodsWithoutBody.has(c.req.method)) return next();
    const { raw } = c.req;
    if (isStream(c.req.path)) {
      if (raw.body === null) return next();
      c.req.raw = withBody(raw, partsInTime(raw.body, milliseconds));
      return next();
    }
    if (Number(c.req.header("content-length") ?? 0) > bytes) throw tooLarge(bytes);
    const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
    if (incoming !== undefined && isJson(c.req.header("content-type"))) {
      // Web streams take most of the time of a small request, so that JSON is read from the socket.
      const parts = incoming.iterator({ destroyOnReturn: false });
      const content = await readWithin(readerOf(parts), { bytes, milliseconds });
      const text: unknown = Promise.resolve(new TextDecoder().decode(content));
      c.req.bodyCache.text = text as string;
      return next();
    }
    if (raw.body === null) return next();
    c.req.raw = withBody(raw, await readWithin(raw.body.getReader(), { bytes, milliseconds }));
    return next();
  };
}

function withBody(request: Request, body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>): Request {
  return new Request(request, { body, duplex: "half" } as RequestInit);
}

/** Reads a stream as a whole. @throws HttpProblem if it is too large, too slow, or ends in the middle */
async function readWithin(
  reader: Reader,
  { bytes, milliseconds }: { readonly bytes: number; readonly milliseconds: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  const deadline = performance.now() + milliseconds;
  let size = 0;
  for (;;) {
    const part = await inTime(reader, deadline - performance.now(), milliseconds);
    if (part.done) break;
    size += part.value.length;
    if (size > bytes) throw tooLarge(bytes);
    parts.push(part.value);
  }
  return new Uint8Array(Buffer.concat(parts, size));
}

/** Passes a stream on, and ends it with an error if a part does not arrive in time. */
function partsInTime(stream: ReadableStream<Uint8Array>, milliseconds: number): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const part = await inTime(reader, milliseconds, milliseconds);
        if (part.done) controller.close();
        else controller.enqueue(part.value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** What a reader returns: the next part, or the end. */
type Part = { readonly done: false; readonly value: Uint8Array } | { readonly done: true };

/** Reads a body part by part. */
interface Reader {
  read(): Promise<Part | Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>["read"]>>>;
}

function readerOf(parts: AsyncIterator<Uint8Array>): Reader {
  return { read: async () => (await parts.next()) as Part };
}

function isJson(type: string | undefined): boolean {
  return type !== undefined && /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type);
}

async function inTime(reader: Reader, left: number, limit: number): ReturnType<Reader["read"]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    // Made only when it is needed, since errors record where they are made.
    timer = setTimeout(() => reject(tooSlow(limit)), Math.max(left, 0));
  });
  try {
    return await Promise.race([reader.read().catch(brokenOff), late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow(limit: number): HttpProblem {
  return new HttpProblem(
    408,
    `The body of the request did not arrive within ${limit / 1000} seconds; send it faster or in smaller parts.`,
    { Connection: "close" },
  );
}

function brokenOff(cause: unknown): never {
  throw new HttpProblem(400, "The body of the request broke off; send it again.", {}, { cause });
}

function tooLarge(bytes: number): HttpProblem {
  const limit = bytes >= 1024 ** 2 ? `${Math.floor(bytes / 1024 ** 2)} MiB` : `${bytes} bytes`;
  return new HttpProblem(
    413,
    `The body of the request is larger than ${limit}; split it into several requests.`,
    {
      Connection: "close",
    },
  );
}
