/**
 * Returns the sharpness of scores that come from descriptions alone: probabilities are softmax(sharpness x cosine). It is
 * higher for more classes and for more snippets per class. The constants were fitted on 240 written tasks and on the
 * training rows of nine public data sets.
 */
export function promptSharpness(classes: number, snippetsPerClass: number): number {
  return Math.exp(1.47 + 0.25 * Math.min(Math.log(classes), 4) + 0.36 * Math.log(snippetsPerClass));
}
