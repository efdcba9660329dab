import { rowOf, takeRows } from "../../math/matrix.ts";
import { dot } from "../../math/vector.ts";
import { groupCosine, missingClasses } from "../missing-classes.ts";
import type { NewGroup } from "./drift.ts";
import type { PooledTexts } from "./drift-signs.ts";

/** A group is new if its share of the stream is at least this multiple of its share of the reference. Larger: fewer groups. */
const minRatio = 4;

/** Finds groups of similar out-of-scope texts of the stream that hardly occur in the reference. */
export async function newGroups({ texts, isStream, vectors, none }: PooledTexts): Promise<NewGroup[]> {
  const stream = [...isStream.keys()].filter((i) => isStream[i]);
  const reference = [...isStream.keys()].filter((i) => !isStream[i]);
  const groups = await missingClasses(
    stream.map((i) => texts[i]),
    takeRows(vectors, stream),
    Float64Array.from(stream, (i) => none[i]),
  );
  return groups.flatMap(({ members, ...group }) => {
    const middle = rowOf(vectors, stream[members[0]]);
    const referenceTexts = reference.filter((i) => dot(rowOf(vectors, i), middle) >= groupCosine).length;
    // One text more, so that a group is not new because of a small reference.
    const usual = (referenceTexts + 1) / (reference.length + 1);
    return group.texts / stream.length >= minRatio * usual ? [{ ...group, referenceTexts }] : [];
  });
}
