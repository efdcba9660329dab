import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import type { Random } from "../math/random.ts";
import { addScaled, dot } from "../math/vector.ts";

/** Number of rounds after which the clusters are taken as they are. Smaller: some vectors are in the second-best cluster. */
const maxRounds = 12;

/** Clusters of vectors. */
export interface Clusters {
  /** Number of the cluster of each vector: [vectors]. */
  readonly clusterOf: Int32Array;
  /** Cosine of each vector and the mean of its cluster: [vectors]. */
  readonly closeness: Float64Array;
}

/**
 * Clusters unit vectors by their cosine to the mean of the cluster (spherical k-means; Dhillon and Modha, 2001), from
 * starting points that lie far apart (k-means++; Arthur and Vassilvitskii, 2007). A cluster without vectors disappears.
 * @param vectors unit vectors: [vectors, dimensions]
 * @param count number of clusters, at most the number of vectors
 */
export function sphericalKMeans(vectors: Matrix, count: number, random: Random): Clusters {
  let centers = startingPoints(vectors, count, random);
  let found = nearest(vectors, centers);
  for (let round = 1; round < maxRounds; round++) {
    centers = meansOf(vectors, found.clusterOf, count);
    const next = nearest(vectors, centers);
    const isStable = next.clusterOf.every((cluster, i) => cluster === found.clusterOf[i]);
    found = next;
    if (isStable) break;
  }
  return found;
}

/** Draws vectors, each with a probability that grows with its distance from those drawn before. */
function startingPoints(vectors: Matrix, count: number, random: Random): Matrix {
  const centers = zeros(count, vectors.columns);
  const distances = new Float64Array(vectors.rows).fill(Number.POSITIVE_INFINITY);
  let chosen = random.nextInt(vectors.rows);
  for (let k = 0; k < count; k++) {
    rowOf(centers, k).set(rowOf(vectors, chosen));
    let total = 0;
    for (let i = 0; i < vectors.rows; i++) {
      const distance = Math.max(0, 1 - dot(rowOf(vectors, i), rowOf(centers, k)));
      distances[i] = Math.min(distances[i], distance);
      total += distances[i];
    }
    let left = random.nextFloat() * total;
    chosen = distances.findIndex((distance) => {
      left -= distance;
      return left < 0;
    });
    if (chosen < 0) chosen = random.nextInt(vectors.rows);
  }
  return centers;
}

function nearest(vectors: Matrix, centers: Matrix): Clusters {
  const clusterOf = new Int32Array(vectors.rows);
  const closeness = new Float64Array(vectors.rows).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < vectors.rows; i++) {
    for (let k = 0; k < centers.rows; k++) {
      const cosine = dot(rowOf(vectors, i), rowOf(centers, k));
      if (cosine > closeness[i]) [clusterOf[i], closeness[i]] = [k, cosine];
    }
  }
  return { clusterOf, closeness };
}

/** Returns the mean of each cluster with unit length; zero for a cluster without vectors. */
function meansOf(vectors: Matrix, clusterOf: Int32Array, count: number): Matrix {
  const means = zeros(count, vectors.columns);
  for (let i = 0; i < vectors.rows; i++) addScaled(rowOf(means, clusterOf[i]), rowOf(vectors, i));
  for (let k = 0; k < count; k++) {
    const mean = rowOf(means, k);
    const length = Math.sqrt(dot(mean, mean));
    if (length > 0) for (let j = 0; j < mean.length; j++) mean[j] /= length;
  }
  return means;
}
