/**
 * Returns P(X <= successes) of a binomial variable X with `trials` trials, each a success with probability `probability`.
 * It equals the incomplete beta integral I_{1 - p}(trials - successes, successes + 1).
 * @example
 * binomialCdf(1, 2, 0.5); // 0.75
 */
export function binomialCdf(successes: number, trials: number, probability: number): number {
  if (successes < 0) return 0;
  if (successes >= trials) return 1;
  return incompleteBeta(1 - probability, trials - successes, successes + 1);
}

/** An interval for a share, both ends from 0 to 1. */
export interface ShareInterval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Returns the exact two-sided confidence interval of a share, from the number of successes among independent trials
 * (Clopper and Pearson 1934). Each end is wrong with a probability of at most (1 - confidence) / 2.
 * @param confidence for example 0.9
 * @example
 * clopperPearson(95, 100, 0.9); // { lower: 0.898, upper: 0.980 }
 */
export function clopperPearson(successes: number, trials: number, confidence: number): ShareInterval {
  const tail = (1 - confidence) / 2;
  return {
    lower: successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1),
    upper: successes === trials ? 1 : betaQuantile(1 - tail, successes + 1, trials - successes),
  };
}

/** Bisections of a quantile: enough for the last bit of a number between 0 and 1. */
const bisections = 60;

/** Returns the x with I_x(a, b) = share, by bisection. */
function betaQuantile(share: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < bisections; step++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Returns the regularized incomplete beta integral I_x(a, b) for positive a and b, as a continued fraction evaluated by
 * Lentz's method (Press et al., "Numerical Recipes", 2007, section 6.4).
 */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast below the mean; above it, the mirrored integral is used.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x) - Math.log(a),
  );
  return front * betaFraction(x, a, b);
}

/** Steps of the fraction. About the square root of max(a, b) are needed. */
const maxFractionSteps = 10_000;
/** Stands for a denominator of zero. */
const tiny = 1e-300;

function betaFraction(x: number, a: number, b: number): number {
  const apart = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / apart(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= maxFractionSteps; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / apart(1 + even * d);
    c = apart(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / apart(1 + odd * d);
    c = apart(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return value;
}

/** Coefficients of Lanczos's approximation with g = 7 and nine terms. */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Returns log Gamma(x) for x of at least 0.5. */
function logGamma(x: number): number {
  const z = x - 1;
  const shifted = z + 7.5;
  const series = lanczos.slice(1).reduce((total, each, i) => total + each / (z + i + 1), lanczos[0]);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(shifted) - shifted + Math.log(series);
}
