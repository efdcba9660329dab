import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type PullEncoderOptions, pullEncoder } from "../../src/hub/pull-encoder.ts";
import { temporaryFolder } from "../encoder/temporary-folder.ts";
import { type FakeHubOptions, filesOf, startFakeHub } from "./fake-hub.ts";

/** The files of an encoder with vectors of 8 numbers, as they are in its repository. */
export const exported = filesOf(join(import.meta.dirname, "../encoder/fixtures", "mean"));

/** Starts a hub with that encoder, and an empty store to pull it to. Space statistics are not measured, which takes seconds. */
export async function startPull(options: Partial<FakeHubOptions> = {}) {
  const store = await temporaryFolder();
  const hub = await startFakeHub({ files: exported, ...options });
  onTestFinished(() => hub.close());
  const waits: number[] = [];
  const pull = (more: PullEncoderOptions = {}, name = "maker/tiny") =>
    pullEncoder(name, {
      store,
      endpoint: hub.url,
      measure: false,
      sleep: async (milliseconds) => void waits.push(milliseconds),
      ...more,
    });
  return { store, hub, waits, pull };
}
