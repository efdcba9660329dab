import type { Encoder } from "../encoder/encoder.ts";
import { type CorrectionPatch, correctionPatch } from "./correction-patch.ts";
import { activeCorrections, type Corrections, examplesOf, isOpen, labelsOf } from "./corrections.ts";
import type { Fit } from "./fit.ts";
import { labelCorrectionPatch } from "./label-sets/label-correction-patch.ts";
import type { ClassProbabilities } from "./predict.ts";
import { RememberedRows } from "./remembered-rows.ts";

/** A fit with the corrections of its answers. */
interface CorrectedParts {
  readonly fit: Fit;
  readonly corrections?: Corrections;
}

/** Applies the open corrections of a model to its answers. */
export class CorrectedAnswers {
  /** Names of the classes: those of the fit, then those that only corrections know. */
  readonly classes: readonly string[];
  /** The corrected texts, which are answered with their labels whatever the examples say. */
  readonly remembered: RememberedRows;
  readonly #parts: CorrectedParts;
  readonly #encoder: Encoder;
  #patch: Promise<CorrectionPatch> | undefined;

  constructor({ fit, corrections }: CorrectedParts, encoder: Encoder) {
    const active = activeCorrections(corrections?.history ?? []);
    const open = active.filter(isOpen);
    this.#parts = { fit, corrections };
    this.#encoder = encoder;
    this.classes = [...new Set([...fit.classes, ...open.flatMap(labelsOf)])];
    const known = active.map((each) => ({
      ...each,
      labels: labelsOf(each).filter((label) => this.classes.includes(label)),
    }));
    this.remembered = fit.labelSets
      ? new RememberedRows([], known)
      : new RememberedRows(known.flatMap(examplesOf));
    if (open.length === 0) this.#parts = { fit };
  }

  /** Returns the probabilities after the corrections; those that were given if there is no open correction. */
  async patch(texts: readonly string[], found: ClassProbabilities): Promise<ClassProbabilities> {
    const { fit, corrections } = this.#parts;
    if (corrections === undefined) return found;
    const makePatch = fit.labelSets ? labelCorrectionPatch : correctionPatch;
    this.#patch ??= makePatch(corrections, fit, this.#encoder);
    // The channel has embedded these texts just now, so the encoder's cache has their vectors.
    return (await this.#patch).apply(await this.#encoder.embed(texts), found);
  }
}
