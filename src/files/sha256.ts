import { createHash } from "node:crypto";

/** Number of bytes per update of the hash. Node takes less than 2 GiB at a time. */
const stride = 2 ** 30;

/** Returns the SHA-256 of bytes, or of the UTF-8 bytes of a text, in lower-case hex. */
export function sha256(content: Uint8Array | string): string {
  const hash = createHash("sha256");
  if (typeof content === "string") return hash.update(content).digest("hex");
  for (let start = 0; start < content.length; start += stride) {
    hash.update(content.subarray(start, start + stride));
  }
  return hash.digest("hex");
}
