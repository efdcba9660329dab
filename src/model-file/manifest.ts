import { z } from "zod";
import { quote } from "../files/quote.ts";
import { sha256 } from "../files/sha256.ts";
import { version } from "../version.ts";
import { decodeJson, encodeJson, fitSchema, isPlainObject } from "./json.ts";
import {
  type FormatVersion,
  format,
  formatVersions,
  type LayoutFile,
  layout,
  layoutFiles,
  manifestName,
  maxManifestBytes,
} from "./layout.ts";
import { Refusal, remedy } from "./refusal.ts";

const entrySchema = z.strictObject({
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const manifestSchema = z.strictObject({
  format: z.literal(format),
  formatVersion: z.literal(formatVersions),
  createdBy: z.string(),
  files: z.record(z.string(), entrySchema),
});

/** Size and checksum of one file. */
export type ManifestEntry = z.infer<typeof entrySchema>;

/** The files of a model, in the order of their names. */
export type Manifest = ReadonlyMap<LayoutFile, ManifestEntry>;

/** Encodes the manifest. It holds no times, so the same files give the same manifest. */
export function encodeManifest(
  files: ReadonlyMap<LayoutFile, Uint8Array>,
  formatVersion: FormatVersion,
): Uint8Array {
  const entries = [...files].map(([name, bytes]) => [name, { bytes: bytes.length, sha256: sha256(bytes) }]);
  const createdBy = `pilesort ${version}`;
  return encodeJson({ format, formatVersion, createdBy, files: Object.fromEntries(entries) }, manifestName);
}

/** Tells whether bytes are the manifest of a pilesort model, of any version. */
export function isManifest(bytes: Uint8Array): boolean {
  return isOurs(decodeJson(bytes, manifestName, maxManifestBytes));
}

/** Decodes a manifest. Only known names are accepted, so that no name can point to another place. */
export function decodeManifest(bytes: Uint8Array): Manifest {
  const json = decodeJson(bytes, manifestName, maxManifestBytes);
  if (!isOurs(json)) throw new Refusal("This is not a pilesort model; give a folder that pilesort saved.");
  const newest = Math.max(...formatVersions);
  if (Number.isInteger(json.formatVersion) && Number(json.formatVersion) > newest)
    throw new Refusal(
      `This model was made by a newer pilesort (format ${json.formatVersion}); update pilesort.`,
    );
  const { files } = fitSchema(manifestSchema, json, manifestName);
  const listed = new Map(Object.entries(files));
  const stranger = [...listed.keys()].find((name) => !Object.hasOwn(layout, name));
  if (stranger !== undefined)
    throw new Refusal(`${manifestName} lists ${quote(stranger)}, which is not a file of a model.`);
  const manifest = new Map<LayoutFile, ManifestEntry>();
  for (const name of layoutFiles) {
    const entry = listed.get(name);
    if (entry !== undefined) manifest.set(name, entry);
    else if (layout[name].presence === "always") throw new Refusal(`${manifestName} does not list ${name}.`);
  }
  return manifest;
}

function isOurs(json: unknown): json is Record<string, unknown> {
  return isPlainObject(json) && json.format === format;
}

/** Rejects a file whose size or checksum differs from the manifest. */
export function checkFile(name: LayoutFile, bytes: Uint8Array, entry: ManifestEntry): void {
  checkSize(name, bytes.length, entry);
  if (sha256(bytes) !== entry.sha256) throw new Refusal(`${name} was changed after it was saved. ${remedy}`);
}

export function checkSize(name: LayoutFile, bytes: number, entry: ManifestEntry): void {
  if (bytes < entry.bytes)
    throw new Refusal(`${name} is cut short: ${bytes} of ${entry.bytes} bytes are there. ${remedy}`);
  if (bytes > entry.bytes)
    throw new Refusal(
      `${name} is larger than ${manifestName} says: ${bytes} bytes, not ${entry.bytes}. ${remedy}`,
    );
}
