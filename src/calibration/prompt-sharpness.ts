/**
 * How sharp scores from prompts alone are, learnt across 240 written tasks and the train sides of nine public sets:
 * probabilities are softmax(sharpness x cosine). More classes and more pieces a class make it higher.
 */
export function promptSharpness(classes: number, piecesPerClass: number): number {
  return Math.exp(1.47 + 0.25 * Math.min(Math.log(classes), 4) + 0.36 * Math.log(piecesPerClass));
}
