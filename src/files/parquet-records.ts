import { InputError } from "../errors.ts";
import { readError } from "./file-errors.ts";
import { isObject } from "./is-object.ts";
import { loadOptionalPackage, rethrow } from "./optional-package.ts";
import { quote } from "./quote.ts";
import type { DataRecord, NoticeListener } from "./records.ts";

type ParquetPackages = typeof import("hyparquet") & typeof import("hyparquet-compressors");

/** Number of records that are decoded at a time. More take more memory; with fewer, the pages of a row group are decoded more often. */
const recordsPerRead = 10_000;

/**
 * Reads the rows of a .parquet file, a block of rows at a time. Numbers of class labels are replaced by the names that
 * Hugging Face's library datasets keeps in the file. Needs the packages hyparquet and hyparquet-compressors.
 * @throws InputError if a package is not installed or the file is not a parquet file
 */
export async function* readParquetRecords(
  path: string,
  { onNotice }: { readonly onNotice?: NoticeListener } = {},
  load: () => Promise<ParquetPackages> = loadHyparquet,
): AsyncGenerator<DataRecord> {
  const needed = ["hyparquet", "hyparquet-compressors"];
  const packages = await loadOptionalPackage(load, needed, { source: path });
  const { file, metadata } = await readingParquet(path, async () => {
    const opened = await packages.asyncBufferFromFile(path);
    return { file: opened, metadata: await packages.parquetMetadataAsync(opened) };
  });
  const columns = packages.parquetSchema(metadata).children.map(({ element }) => element.name);
  const labelNames = labelNamesIn(metadata.key_value_metadata ?? []);
  for (const name of labelNames.keys()) {
    onNotice?.(`${path}: the numbers in ${quote(name)} are read as the class names that the file gives.`);
  }
  const rows = Number(metadata.num_rows);
  for (let rowStart = 0; rowStart < rows; rowStart += recordsPerRead) {
    const rowEnd = Math.min(rows, rowStart + recordsPerRead);
    const { compressors } = packages;
    const block = await readingParquet(path, () =>
      packages.parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors }),
    );
    for (const [i, row] of block.entries()) {
      yield { line: rowStart + i + 1, fields: fieldsOf(row, labelNames), columns };
    }
  }
}

async function loadHyparquet(): Promise<ParquetPackages> {
  return {
    ...(await import("hyparquet").catch(rethrow)),
    ...(await import("hyparquet-compressors").catch(rethrow)),
  };
}

async function readingParquet<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const known = readError(error, path);
    if (known !== error) throw known;
    const why = error instanceof Error ? error.message : String(error);
    throw new InputError(`cannot be read as a .parquet file (${why}).`, { source: path, cause: error });
  }
}

type LabelNames = ReadonlyMap<string, readonly string[]>;

/** Returns the class names per column, which the library datasets keeps as features of the type ClassLabel. */
function labelNamesIn(entries: readonly { readonly key: string; readonly value?: string }[]): LabelNames {
  const found = new Map<string, readonly string[]>();
  const text = entries.find(({ key }) => key === "huggingface")?.value;
  const info = parsed(text)?.info;
  const features = isObject(info) && isObject(info.features) ? info.features : {};
  for (const [name, feature] of Object.entries(features)) {
    if (isObject(feature) && feature._type === "ClassLabel" && Array.isArray(feature.names)) {
      found.set(name, feature.names.map(String));
    }
  }
  return found;
}

function parsed(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function fieldsOf(row: Record<string, unknown>, labelNames: LabelNames): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, cell]) => {
      const value = plain(cell);
      return [name, (typeof value === "number" ? labelNames.get(name)?.[value] : undefined) ?? value];
    }),
  );
}

/** Returns a value as in JSON. Large whole numbers become strings of digits, and times become ISO 8601. */
function plain(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (Array.isArray(value)) return value.map(plain);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
  return value;
}
