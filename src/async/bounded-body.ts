/** Most bytes of a refusal's body that are read; it says in its first words what is wrong. */
const mostRefusalBytes = 64 * 1024;

/**
 * Makes a response whose body ends with an error as soon as it grows beyond a number of bytes. Bytes are counted as
 * they are after decompression. The body of a refusal (status 400 or more) is cut instead, so that its status counts.
 * @param tooMuch makes the error
 */
export function boundedResponse(response: Response, maximumBytes: number, tooMuch: () => Error): Response {
  const { body, status, statusText, headers } = response;
  if (body === null) return response;
  const isRefusal = status >= 400;
  const limit = isRefusal ? Math.min(mostRefusalBytes, maximumBytes) : maximumBytes;
  const bounded = boundedStream(body, limit, isRefusal ? undefined : tooMuch);
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
