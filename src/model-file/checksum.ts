import { createHash } from "node:crypto";

/** One update takes less than 2 GiB. */
const stride = 2 ** 30;

/** sha256 in lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  const hash = createHash("sha256");
  for (let start = 0; start < bytes.length; start += stride)
    hash.update(bytes.subarray(start, start + stride));
  return hash.digest("hex");
}
