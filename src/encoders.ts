// pilesort/encoders: opening, caching and downloading encoders

export { type CacheOptions, withCache } from "./encoder/embedding-cache.ts";
export type { EmbedOptions, Encoder, EncoderIdentity, OpenedEncoder } from "./encoder/encoder.ts";
export { openRemoteEncoder, type RemoteEncoderOptions } from "./encoder/remote-encoder.ts";
export { type AddEncoderOptions, addEncoder } from "./hub/add-encoder.ts";
export type { EncoderStoreOptions } from "./hub/encoder-store.ts";
export { type EncoderDetails, type EncoderSummary, listEncoders, showEncoder } from "./hub/list-encoders.ts";
export { type OpenEncoderOptions, openEncoder } from "./hub/open-encoder.ts";
export { type PullEncoderOptions, pullEncoder } from "./hub/pull-encoder.ts";
export type { Matrix } from "./math/matrix.ts";
export { chooseRuntime, type RuntimeChoice } from "./onnx/runtime.ts";
