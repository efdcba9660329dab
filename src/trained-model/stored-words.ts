import { z } from "zod";
import { ModelFileError } from "../errors.ts";
import type { SavedPart, Tensor } from "../model-file/model.ts";
import { Vocabulary } from "../words/vocabulary.ts";
import type { WordModel } from "./word-model.ts";

const configSchema = z.strictObject({
  /** How texts are cut into grams; raised if that changes. */
  grams: z.literal(1),
  kinds: z.array(z.enum(["words", "characters", "form"])).min(1),
});

/** Turns a word model into named numbers and JSON. */
export function storeWords({ vocabulary, steps, scales, bias }: WordModel): SavedPart {
  const classes = bias.length;
  const tensors = new Map<string, Tensor>([
    ["bias", { dtype: "F32", shape: [classes], data: bias }],
    ["scales", { dtype: "F32", shape: [vocabulary.size], data: scales }],
    ["steps", { dtype: "I8", shape: [vocabulary.size, classes], data: steps }],
  ]);
  const names = namesOf(vocabulary.kinds.map(({ kind }) => kind));
  for (const [k, { hashes, weights }] of vocabulary.kinds.entries()) {
    const shape = [hashes.length];
    tensors.set(`${names[k]}.hashes`, { dtype: "I32", shape, data: Int32Array.from(hashes) });
    tensors.set(`${names[k]}.weights`, { dtype: "F32", shape, data: weights });
  }
  return { config: { grams: 1, kinds: vocabulary.kinds.map(({ kind }) => kind) }, tensors };
}

/**
 * The inverse of storeWords.
 * @param path the model, for messages
 * @throws ModelFileError if the numbers do not fit together
 */
export function restoreWords({ config, tensors }: SavedPart, classes: number, path: string): WordModel {
  const parsed = configSchema.safeParse(config);
  if (!parsed.success)
    throw new ModelFileError(path, "The description of the word model is not one that pilesort writes.");
  const take = <Type extends Tensor["dtype"]>(name: string, dtype: Type, shape: readonly number[]) => {
    const tensor = tensors.get(name);
    if (tensor?.dtype !== dtype || tensor.shape.join() !== shape.join())
      throw new ModelFileError(
        path,
        `The numbers ${name} of the word model are missing or not of the shape [${shape.join(", ")}].`,
      );
    return tensor.data as Extract<Tensor, { dtype: Type }>["data"];
  };
  const names = namesOf(parsed.data.kinds);
  const kinds = parsed.data.kinds.map((kind, k) => {
    const name = names[k];
    const grams = tensors.get(`${name}.hashes`)?.shape[0] ?? 0;
    const hashes = Uint32Array.from(take(`${name}.hashes`, "I32", [grams]));
    if (hashes.some((hash, i) => hash === 0 || (i > 0 && hash <= hashes[i - 1])))
      throw new ModelFileError(path, `The numbers ${name}.hashes of the word model are not ascending.`);
    return { kind, hashes, weights: take(`${name}.weights`, "F32", [grams]) };
  });
  const vocabulary = new Vocabulary(kinds);
  return {
    vocabulary,
    steps: take("steps", "I8", [vocabulary.size, classes]),
    scales: take("scales", "F32", [vocabulary.size]),
    bias: take("bias", "F32", [classes]),
  };
}

/** Returns the names of the numbers of each vocabulary: its kind, with a number if the kind occurs again. */
function namesOf<Kind extends string>(kinds: readonly Kind[]): string[] {
  return kinds.map((kind, k) => {
    const earlier = kinds.slice(0, k).filter((each) => each === kind).length;
    return earlier === 0 ? kind : `${kind}.${earlier + 1}`;
  });
}
