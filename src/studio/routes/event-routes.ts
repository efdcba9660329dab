import type { Hono } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { HttpEnv } from "../../server/http/http-app.ts";
import type { Lifecycle } from "../../server/http/lifecycle.ts";
import { type StudioEvent, studioEventSchema } from "../contract.ts";
import type { Studio } from "../studio.ts";
import { projectOf } from "./route-tools.ts";

/** Milliseconds between two comments that keep a silent connection open. */
const beatMilliseconds = 15_000;
/** Maximum number of events that wait for a slow reader. Above it, the connection ends, and the page connects again. */
const maxWaiting = 1000;

/** Adds the stream of events of a project. */
export function addEventRoutes(api: Hono<HttpEnv>, studio: Studio, lifecycle: Lifecycle): void {
  api.get("/projects/:project/events", async (c) => {
    const project = await projectOf(c, studio);
    c.header("Cache-Control", "no-store");
    return streamSSE(c, async (stream) => {
      const waiting: StudioEvent[] = [];
      let wake = () => {};
      const unsubscribe = project.events.subscribe((event) => {
        waiting.push(event);
        wake();
      });
      stream.onAbort(() => wake());
      const onStop = () => wake();
      lifecycle.stopping.addEventListener("abort", onStop);
      try {
        await send(stream, { type: "state", state: await project.state() });
        while (!stream.aborted && !lifecycle.isStopping && waiting.length < maxWaiting) {
          const event = waiting.shift();
          if (event === undefined) {
            const isSilent = await silence((resolve) => {
              wake = resolve;
            });
            if (isSilent && !stream.aborted) await stream.write(": beat\n\n");
            continue;
          }
          await send(stream, event);
          if (event.type === "deleted") break;
        }
      } finally {
        unsubscribe();
        lifecycle.stopping.removeEventListener("abort", onStop);
      }
    });
  });
}

function send(stream: SSEStreamingApi, event: StudioEvent): Promise<void> {
  return stream.writeSSE({ event: event.type, data: JSON.stringify(studioEventSchema.parse(event)) });
}

/** Waits for an event. @returns whether none came for a while */
function silence(onWake: (wake: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, beatMilliseconds, true);
    timer.unref();
    onWake(() => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}
