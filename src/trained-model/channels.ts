import type { Encoder } from "../encoder/encoder.ts";
import type { Channel } from "./channel.ts";
import { encoderChannel } from "./encoder-channel.ts";
import type { Fit } from "./fit.ts";
import { wordChannel } from "./word-channel.ts";

/**
 * Returns the channels of a fit: the encoder's vectors, then words if the fit uses them.
 * @param encoder the one that the fit was made with
 */
export function channelsOf(encoder: Encoder, fit: Fit): Channel[] {
  const { words } = fit;
  return [encoderChannel(encoder, fit), ...(words === undefined ? [] : [wordChannel(words)])];
}
