import { hasEnded, type Job } from "../service/jobs/job.ts";

/** Time, in milliseconds, between two signs of life, so that proxies keep the connection. */
const beatMilliseconds = 15_000;

/**
 * Turns the states of a job into server-sent events, each "job" with the job as JSON. The last one is its final state.
 * @param viewOf returns a job as clients get it
 */
export function eventStream(
  jobs: AsyncGenerator<Job, void, undefined>,
  viewOf: (job: Job) => object,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let beat: NodeJS.Timeout | undefined;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      beat = setInterval(() => controller.enqueue(encoder.encode(": alive\n\n")), beatMilliseconds);
      beat.unref();
    },
    async pull(controller) {
      const { done, value } = await jobs.next();
      if (!done) controller.enqueue(encoder.encode(`event: job\ndata: ${JSON.stringify(viewOf(value))}\n\n`));
      if (!done && !hasEnded(value)) return;
      clearInterval(beat);
      controller.close();
    },
    async cancel() {
      clearInterval(beat);
      await jobs.return();
    },
  });
}
