import { type Matrix, zeros } from "../math/matrix.ts";
import { classMeans, type LabeledVectors } from "./labeled-vectors.ts";
import type { PromptMeans } from "./mean-prior.ts";
import { normalizeRows, project } from "./projection.ts";

/** What is known of an encoder's vectors beforehand, where it is known. */
export interface KnownSpaceStatistics {
  readonly textCenter: Float32Array;
  readonly promptCenter: Float32Array;
  readonly whitener: Matrix;
}

/** Piles in projected space, where classes are compared. */
export interface PileVectors {
  /** Subtracted from every text's vector first: [dimensions]. */
  readonly center: Float32Array;
  /** Pieces of prompts, not made unit: their class means are. */
  readonly pieces: LabeledVectors;
  readonly prompts: PromptMeans;
  /** Generated and real rows, unit vectors. */
  readonly rows: LabeledVectors;
}

/**
 * Carries the vectors of piles into projected space. Without a background the mean of the pieces stands for both
 * centers, or that of the rows where there are no pieces.
 * @param pieces vectors of pieces of prompts and of rows as the encoder gave them, with the numbers of their classes
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
