import { rowOf, takeRows } from "../../math/matrix.ts";
import { dot } from "../../math/vector.ts";
import { missingClasses } from "../missing-classes.ts";
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
    const closeness = (i: number) => dot(rowOf(vectors, i), middle);
    const ofMembers = members.slice(1).map((place) => closeness(stream[place]));
    const usual = ofMembers.sort((a, b) => a - b)[Math.floor(ofMembers.length / 2)];
    const referenceTexts = reference.filter((i) => closeness(i) >= usual).length;
    // Half of the group is as close; one text more, so that a group is not new because of a small reference.
    const ratio = group.texts / 2 / stream.length / ((referenceTexts + 1) / (reference.length + 1));
    return ratio >= minRatio ? [{ ...group, referenceTexts }] : [];
  });
}
