import type { Matrix } from "../math/matrix.ts";

/**
 * Centers and whitening of an encoder's vector space, measured once on written classification tasks. Texts and
 * descriptions have different centers, and within a class vectors spread more in some directions than in others.
 */
export interface SpaceStatistics {
  /** Mean vector of texts: [dimensions]. */
  readonly textCenter: Float32Array;
  /** Mean vector of snippets of descriptions: [dimensions]. */
  readonly promptCenter: Float32Array;
  /** Inverse square root of the shrunk within-class covariance: [dimensions, dimensions], symmetric. */
  readonly whitener: Matrix;
}

/**
 * Reads text center, prompt center and whitener, one after the other, as little-endian float32. Returns undefined if the
 * number of bytes does not match the dimensions.
 */
export function spaceStatisticsFromBytes(bytes: Uint8Array, dimensions: number): SpaceStatistics | undefined {
  if (bytes.length !== 4 * dimensions * (dimensions + 2)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values = Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
  return {
    textCenter: values.slice(0, dimensions),
    promptCenter: values.slice(dimensions, 2 * dimensions),
    whitener: { rows: dimensions, columns: dimensions, data: values.slice(2 * dimensions) },
  };
}

/** Returns the bytes that spaceStatisticsFromBytes reads. */
export function spaceStatisticsToBytes({ textCenter, promptCenter, whitener }: SpaceStatistics): Uint8Array {
  const values = [textCenter, promptCenter, whitener.data];
  const bytes = new DataView(new ArrayBuffer(4 * values.reduce((sum, { length }) => sum + length, 0)));
  let offset = 0;
  for (const value of values.flatMap((part) => [...part])) {
    bytes.setFloat32(offset, value, true);
    offset += 4;
  }
  return new Uint8Array(bytes.buffer);
}
