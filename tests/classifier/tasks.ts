import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";

export const encoder = createHashingEncoder(128);

export const prompts = {
  refund: "People who want their money back, or a refund of a payment they made.",
  shipping: "Where a parcel is, when it will be delivered, and parcels that are late.",
  account: "Signing in, lost passwords and changes to the profile of an account.",
};

export const rows: Readonly<Record<keyof typeof prompts, readonly string[]>> = {
  refund: [
    "I want my money back",
    "refund my order please",
    "give me the money",
    "refund the payment now",
    "my payment back",
  ],
  shipping: [
    "where is my parcel",
    "the parcel is late",
    "track the parcel",
    "parcel not delivered",
    "delivery is late",
  ],
  account: [
    "I forgot my password",
    "cannot sign in",
    "change my profile",
    "my account is locked",
    "sign in fails",
  ],
};

export const questions = [
  "where is the parcel",
  "refund my money",
  "new password for signing in",
  "zebras graze",
  "",
  "  \n",
  "\ud800 💩",
];

/** An empty folder that is gone when the test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pilesort-classifier-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function examplesOf(piles: Readonly<Record<string, readonly string[]>>) {
  return Object.entries(piles).flatMap(([label, texts]) => texts.map((text) => ({ label, text })));
}

/** Rows enough that a correction of the discriminant is tried. */
export function repeated(texts: readonly string[]): string[] {
  return Array.from({ length: 25 }, (_, i) => `${texts[i % texts.length]} number ${i}`);
}
