import { type Matrix, zeros } from "../math/matrix.ts";
import { classMeans, type LabeledVectors } from "./labeled-vectors.ts";
import type { PromptMeans } from "./mean-prior.ts";
import { normalizeRows, project } from "./projection.ts";

/** The space statistics of an encoder, see encoder/space-statistics.ts. */
export interface KnownSpaceStatistics {
  /** Mean vector of texts: [dimensions]. */
  readonly textCenter: Float32Array;
  /** Mean vector of snippets of descriptions: [dimensions]. */
  readonly promptCenter: Float32Array;
  /** [dimensions, dimensions], symmetric. */
  readonly whitener: Matrix;
}

/** The vectors of piles in projected space, in which classes are compared. */
export interface PileVectors {
  /** Center that is subtracted from the vectors of texts: [dimensions]. */
  readonly center: Float32Array;
  /** Snippets of descriptions, not scaled to unit length. */
  readonly pieces: LabeledVectors;
  /** Their class means, scaled to unit length. */
  readonly prompts: PromptMeans;
  /** Generated and real examples, scaled to unit length. */
  readonly rows: LabeledVectors;
}

/**
 * Projects the vectors of piles. Without space statistics both centers are the mean of the snippets, or of the rows if
 * there are no snippets, and the vectors are not whitened.
 * @param pieces vectors of snippets from the encoder, with the numbers of their classes
 * @param rows vectors of examples from the encoder, likewise
 */
export async function projectPiles(
  pieces: LabeledVectors,
  rows: LabeledVectors,
  classes: number,
  statistics: KnownSpaceStatistics | undefined,
): Promise<PileVectors> {
  const ownCenter = statistics ? undefined : meanRow((pieces.labels.length > 0 ? pieces : rows).vectors);
  const center = statistics?.textCenter ?? ownCenter!;
  const whitener = statistics?.whitener;
  const projected = {
    vectors: await project(pieces.vectors, { center: statistics?.promptCenter ?? ownCenter!, whitener }),
    labels: pieces.labels,
  };
  const { means, counts } = classMeans(projected, classes);
  return {
    center,
    pieces: projected,
    prompts: { means: normalizeRows(means), known: Array.from(counts, (count) => count > 0) },
    rows: {
      vectors: normalizeRows(await project(rows.vectors, { center, whitener })),
      labels: rows.labels,
    },
  };
}

function meanRow(matrix: Matrix): Float32Array {
  const mean = zeros(1, matrix.columns).data;
  for (let i = 0; i < matrix.data.length; i++) mean[i % matrix.columns] += matrix.data[i] / matrix.rows;
  return mean;
}
