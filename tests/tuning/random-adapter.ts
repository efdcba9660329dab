import { type EncoderWeights, linearNames } from "../../src/encoder/transformer/encoder-weights.ts";
import { fromFloat16, toFloat16 } from "../../src/math/float16.ts";
import { createRandom } from "../../src/math/random.ts";
import { type Adapter, startingAdapter } from "../../src/tuning/adapter/adapter.ts";

/** Creates an adapter of float16 numbers that changes every linear map about as much as tuning does. */
export function randomAdapter(weights: EncoderWeights, seed = 1): Adapter {
  const random = createRandom(seed);
  const adapter = startingAdapter(weights, random);
  for (const block of adapter.blocks) {
    for (const name of linearNames) {
      const { data } = block[name].up;
      for (let i = 0; i < data.length; i++) data[i] = 0.15 * (random.nextFloat() - 0.5);
    }
  }
  adapter.data.set(fromFloat16(toFloat16(adapter.data)));
  return adapter;
}
