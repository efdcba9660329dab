/** Maximum number of bytes that are read of an error's body. Its first words say what is wrong. */
const maxErrorBytes = 64 * 1024;

/**
 * Returns a response whose body fails with an error as soon as it is longer than a number of bytes, counted after
 * decompression. The body of an error (status 400 or more) is cut instead, so that the caller sees its status.
 * @param tooMuch makes the error
 */
export function boundedResponse(response: Response, maximumBytes: number, tooMuch: () => Error): Response {
  const { body, status, statusText, headers } = response;
  if (body === null) return response;
  const isError = status >= 400;
  const limit = isError ? Math.min(maxErrorBytes, maximumBytes) : maximumBytes;
  const bounded = boundedStream(body, limit, isError ? undefined : tooMuch);
  return new Response(bounded, { status, statusText, headers });
}

function boundedStream(
  body: ReadableStream<Uint8Array>,
  limit: number,
  tooMuch: (() => Error) | undefined,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let read = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) {
        controller.close();
        return;
      }
      const room = limit - read;
      read += value.length;
      if (read <= limit) {
        controller.enqueue(value);
        return;
      }
      reader.cancel().catch(() => {});
      if (tooMuch !== undefined) throw tooMuch();
      if (room > 0) controller.enqueue(value.subarray(0, room));
      controller.close();
    },
    async cancel(reason) {
      await reader.cancel(reason);
    },
  });
}
