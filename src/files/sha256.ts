import { createHash } from "node:crypto";

/** One update takes less than 2 GiB. */
const stride = 2 ** 30;

/** sha256 in lower-case hex; of a text, of its UTF-8 bytes. */
export function sha256(content: Uint8Array | string): string {
  const hash = createHash("sha256");
  if (typeof content === "string") return hash.update(content).digest("hex");
  for (let start = 0; start < content.length; start += stride) {
    hash.update(content.subarray(start, start + stride));
  }
  return hash.digest("hex");
}
