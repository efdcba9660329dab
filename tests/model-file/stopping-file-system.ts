import type { FileHandle } from "node:fs/promises";
import { type FileSystem, localFileSystem } from "../../src/model-file/file-system.ts";

/** Thrown at the point at which the process would have been killed. It has no code, so it is not taken for an error of the disk. */
export class Stopped extends Error {}

export interface StoppingFileSystem extends FileSystem {
  /** Number of operations that were requested. */
  readonly operations: () => number;
}

/** A disk on which the operation after `limit` others is the end: it writes half of what it should, and no other follows. */
export function stoppingFileSystem(limit: number): StoppingFileSystem {
  let operations = 0;
  const spend = () => {
    operations++;
    if (operations > limit) throw new Stopped();
  };
  const guardHandle = (handle: FileHandle): FileHandle =>
    new Proxy(handle, {
      get(target, key) {
        const method = Reflect.get(target, key);
        // A dead process holds no file open.
        if (typeof method !== "function" || key === "close") return method?.bind?.(target) ?? method;
        return async (...values: unknown[]) => {
          if (key === "writeFile" && operations === limit) {
            const bytes = values[0] as Uint8Array;
            await target.writeFile(bytes.subarray(0, bytes.length / 2));
          }
          spend();
          return method.apply(target, values);
        };
      },
    });
  const guarded = Object.fromEntries(
    Object.entries(localFileSystem).map(([key, method]) => [
      key,
      async (...values: unknown[]) => {
        spend();
        const result = await (method as (...values: unknown[]) => Promise<unknown>)(...values);
        return key === "open" ? guardHandle(result as FileHandle) : result;
      },
    ]),
  );
  return { ...(guarded as unknown as FileSystem), operations: () => operations };
}
