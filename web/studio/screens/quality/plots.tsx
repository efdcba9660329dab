import "../../../plots/plots.css";
import { useCallback, useMemo } from "preact/hooks";
import type { Evaluation } from "../../../../src/index.ts";
import { confusionDetail } from "../../../plots/confusion.ts";
import { coveragePlot } from "../../../plots/coverage.ts";
import { reliabilityPlot } from "../../../plots/reliability.ts";
import { count } from "../../../shared/numbers.ts";
import { Plotted } from "../../../shared/plotted.tsx";
import { nameOfLabel } from "../../state/labels.ts";
import { ClassTable } from "./class-table.tsx";
import { confusionOf } from "./confusion-of.ts";

/** Draws the quality: which classes are confused, whether probabilities are right, and what a threshold gives. */
export function QualityPlots({ evaluation }: { readonly evaluation: Evaluation }) {
  return (
    <>
      <div class="plots">
        {evaluation.coverage.length > 0 && <Coverage evaluation={evaluation} />}
        {evaluation.reliability.length > 0 && <Reliability evaluation={evaluation} />}
      </div>
      <Confusion evaluation={evaluation} />
      <ClassTable evaluation={evaluation} />
    </>
  );
}

/**
 * Takes out of a plot what the page cannot have: style elements, which its security policy forbids (plots.css and
 * screens.css hold the same rules), and names of groups without a role, which screen readers ignore.
 */
function cleaned<Plot extends Element>(plot: Plot): Plot {
  for (const style of plot.querySelectorAll("style")) style.remove();
  for (const part of plot.querySelectorAll("[aria-label]:not(svg)")) part.removeAttribute("aria-label");
  return plot;
}

interface PlotProps {
  readonly evaluation: Evaluation;
}

function Coverage({ evaluation }: PlotProps) {
  const draw = useCallback(
    (width: number) => cleaned(coveragePlot(evaluation.coverage, { width })),
    [evaluation],
  );
  return (
    <section class="card stack">
      <h2>How many texts, and how many right</h2>
      <p class="muted small">
        If only the most certain texts are answered (left), more answers are right. If all are (right), fewer.
      </p>
      <Plotted draw={draw} />
    </section>
  );
}

function Reliability({ evaluation }: PlotProps) {
  const draw = useCallback(
    (width: number) => cleaned(reliabilityPlot(evaluation.reliability, { width })),
    [evaluation],
  );
  return (
    <section class="card stack">
      <h2>Can the probabilities be trusted?</h2>
      <p class="muted small">
        Of the answers with 80 %, 80 % should be right: then the points lie on the line. Below it, the model
        is too sure.
      </p>
      <Plotted draw={draw} />
    </section>
  );
}

function Confusion({ evaluation }: PlotProps) {
  const view = useMemo(() => confusionOf(evaluation), [evaluation]);
  const all = { start: 0, end: view.labels.length };
  const draw = useCallback(
    (width: number) => cleaned(confusionDetail(view, { truths: all, predictions: all }, { width })),
    [view],
  );
  const { mostConfused } = evaluation;
  return (
    <section class="card stack">
      <h2>Which classes are confused?</h2>
      <p class="muted small">
        Each row is a class, each column an answer. Squares off the diagonal are wrong answers.
        {view.leftOut > 0 && ` The ${view.labels.length} classes with the most wrong answers are shown.`}
      </p>
      <Plotted draw={draw} />
      {mostConfused.length > 0 && (
        <ul class="confused">
          {mostConfused.slice(0, 5).map(({ truth, prediction, count: texts }) => (
            <li key={`${truth} ${prediction}`}>
              {count(texts)} × “{nameOfLabel(truth)}” was answered “{nameOfLabel(prediction)}”
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
