import { Classifier, createHashingEncoder, type LabelSet } from "../../src/index.ts";

export const encoder = createHashingEncoder(64);

export const prompts = {
  refund: "The customer wants money back, a refund.",
  delivery: "The parcel is late, lost or not delivered.",
  damage: "The product is broken, scratched or in pieces.",
};

const parts = {
  refund: ["please refund me", "give my money back", "a refund now"],
  delivery: ["the parcel is late", "nothing was delivered", "my parcel is lost"],
  damage: ["it is broken", "the glass is in pieces", "scratched product"],
};

/** Texts of one label, of two, of all and of none. */
export const rows: readonly LabelSet[] = [0, 1, 2].flatMap((i) => [
  { text: parts.refund[i], labels: ["refund"] },
  { text: parts.delivery[i], labels: ["delivery"] },
  { text: parts.damage[i], labels: ["damage"] },
  { text: `${parts.damage[i]}, ${parts.refund[(i + 1) % 3]}`, labels: ["damage", "refund"] },
  { text: `${parts.delivery[i]}, ${parts.refund[(i + 2) % 3]}`, labels: ["delivery", "refund"] },
  {
    text: `${parts.delivery[i]}, ${parts.refund[(i + 1) % 3]}, ${parts.damage[(i + 2) % 3]}`,
    labels: ["delivery", "refund", "damage"],
  },
  { text: ["do you sell cards", "opening hours", "what a nice day"][i], labels: [] },
]);

/** Trains a classifier with several labels per text. */
export async function trained(
  given: readonly LabelSet[] = rows,
  names: Readonly<Record<string, string>> = prompts,
  encoderOfIt = encoder,
): Promise<Classifier> {
  const classifier = new Classifier({ encoder: encoderOfIt, multiLabel: true });
  for (const [name, prompt] of Object.entries(names)) classifier.defineClass({ name, prompt });
  if (given.length > 0) classifier.addLabelSets(given);
  await classifier.train();
  return classifier;
}
