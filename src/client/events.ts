import { ConnectionError } from "./errors.ts";

/** Reads the data of server-sent events as JSON. @throws ConnectionError if the connection breaks off */
export async function* readEvents<Data>(reply: Response): AsyncGenerator<Data, void, undefined> {
  const reader = (reply.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new ConnectionError("The connection to the server broke off.", { cause });
      });
      if (done) return;
      const events = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) {
        const lines = event.split("\n").filter((line) => line.startsWith("data: "));
        if (lines.length > 0)
          yield JSON.parse(lines.map((line) => line.slice("data: ".length)).join("\n")) as Data;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
