import type { Encoder } from "../../src/index.ts";
import { secondsOf } from "./in-turn.ts";

/** An encoder that measures its embedding time, so that it can be separated from the rest of a training. */
export function timedEncoder(encoder: Encoder): Encoder & { seconds(): number } {
  let seconds = 0;
  return {
    identity: encoder.identity,
    background: encoder.background,
    async embed(texts, options) {
      let vectors: Awaited<ReturnType<Encoder["embed"]>>;
      seconds += await secondsOf(async () => {
        vectors = await encoder.embed(texts, options);
      });
      return vectors!;
    },
    dispose: () => encoder.dispose(),
    seconds: () => seconds,
  };
}
