import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { type Entry, fromBuffer, type ZipFile } from "yauzl";

/** Unpacks an archive into a folder. @returns the names of its files */
export async function unzip(bytes: Uint8Array, folder: string): Promise<string[]> {
  const zip = await promisify<Buffer, { lazyEntries: boolean }, ZipFile>(fromBuffer)(Buffer.from(bytes), {
    lazyEntries: true,
  });
  const names: string[] = [];
  const open = promisify(zip.openReadStream.bind(zip)) as (entry: Entry) => Promise<NodeJS.ReadableStream>;
  await new Promise<void>((resolve, reject) => {
    zip.on("error", reject);
    zip.on("end", resolve);
    zip.on("entry", async (entry: Entry) => {
      try {
        names.push(entry.fileName);
        const target = join(folder, entry.fileName);
        await mkdir(dirname(target), { recursive: true });
        await pipeline(await open(entry), createWriteStream(target));
        zip.readEntry();
      } catch (error) {
        reject(error);
      }
    });
    zip.readEntry();
  });
  return names;
}
