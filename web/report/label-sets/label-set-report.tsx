import type { LabelSetReportData } from "../../../src/report/label-set-report-data.ts";
import { count } from "../../shared/numbers.ts";
import { Method } from "../about.tsx";
import { ReliabilityDiagram } from "../calibration.tsx";
import { type Figure, FigureList } from "../key-figures.tsx";
import { Layout, type SectionEntry, VerdictText } from "../layout.tsx";
import { sourceOf } from "../report.tsx";
import { shownText } from "../visible.tsx";
import { ExplainedLabelErrors } from "./explained-label-errors.tsx";
import { LabelComparison } from "./label-comparison.tsx";
import { LabelMistakes } from "./label-mistakes.tsx";
import { Labels } from "./labels.tsx";
import { PrecisionRecall } from "./precision-recall.tsx";
import { WrongLabelRows } from "./wrong-label-rows.tsx";

/** The report on several labels per text: verdict, contents, and a section per question. */
export function LabelSetReport({ data }: { readonly data: LabelSetReportData }) {
  const sections = sectionsOf(data);
  const isOfDescriptions = data.evaluation.basis?.source === "descriptions";
  const shown = isOfDescriptions ? sections.filter(({ id }) => ofDescriptions.has(id)) : sections;
  return <Layout title={data.title} verdict={<Verdict data={data} />} sections={shown} />;
}

/** Sections about a model without examples, as in the other report. */
const ofDescriptions = new Set(["wrong", "about"]);

function sectionsOf(data: LabelSetReportData): SectionEntry[] {
  const { evaluation, comparison, explained, wrongRows, version, made } = data;
  const { reliability, curve, forgotten, added, bootstrap } = evaluation;
  return [
    {
      id: "figures",
      short: "Figures",
      title: "Key figures",
      content: <FigureList figures={figuresOf(evaluation)} />,
    },
    {
      id: "baseline",
      short: "Baseline",
      title: "Compared with the baseline",
      content: comparison && <LabelComparison comparison={comparison} />,
    },
    { id: "labels", short: "Labels", title: "Labels", content: <Labels data={data} /> },
    {
      id: "precision-recall",
      short: "Precision and recall",
      title: "What a threshold costs",
      content: curve.length > 0 ? <PrecisionRecall evaluation={evaluation} /> : undefined,
    },
    {
      id: "calibration",
      short: "Calibration",
      title: "Are the probabilities right?",
      content: reliability.length > 0 ? <Calibration evaluation={evaluation} /> : undefined,
    },
    {
      id: "mistakes",
      short: "Forgotten and added",
      title: "Which labels are forgotten or added, together with which?",
      content: forgotten.length + added.length > 0 ? <LabelMistakes evaluation={evaluation} /> : undefined,
    },
    {
      id: "explained",
      short: "Errors to learn from",
      title: "Errors to learn from",
      content: explained.length > 0 ? <ExplainedLabelErrors errors={explained} /> : undefined,
    },
    {
      id: "wrong",
      short: "Wrong rows",
      title: "Rows whose labels are not exactly right",
      content: <WrongLabelRows wrongRows={wrongRows} />,
    },
    {
      id: "about",
      short: "Method",
      title: "How this was measured",
      content: <Method bootstrap={bootstrap} rows={evaluation.count} version={version} made={made} />,
    },
  ];
}

function Verdict({ data: { evaluation } }: { readonly data: LabelSetReportData }) {
  const { verdict, basis, count: rows, labelsPerRow, answeredPerRow } = evaluation;
  return (
    <div class="verdict">
      <VerdictText verdict={verdict} />
      <p class="muted">
        {count(rows)} {rows === 1 ? "row" : "rows"}
        {sourceOf(basis)}, with {labelsPerRow.toFixed(2)} true and {answeredPerRow.toFixed(2)} answered labels
        per row
      </p>
      {(basis?.notes ?? []).map((note) => (
        <p key={note} class="note">
          {shownText(note)}
        </p>
      ))}
    </div>
  );
}

function figuresOf(evaluation: LabelSetReportData["evaluation"]): Figure[] {
  const { intervals = {} } = evaluation;
  const rows: [title: string, name: keyof typeof intervals, meaning: string][] = [
    ["Exactly right", "exactMatch", "share of rows with exactly the true labels"],
    ["Micro-F1", "microF1", "F1 of all pairs of row and label; common labels count more"],
    ["Precision", "microPrecision", "share of the answered labels that are correct"],
    ["Recall", "microRecall", "share of the true labels that are answered"],
    ["Macro-F1", "macroF1", "mean F1 of the labels; rare labels count as much as common ones"],
  ];
  const others: [title: string, value: number | null, meaning: string][] = [
    ["Mean average precision", evaluation.meanAveragePrecision, "quality of the ranking, without thresholds"],
    [
      "Calibration error",
      evaluation.calibrationError,
      "mean difference between probability and share of true labels, per label",
    ],
  ];
  return [
    ...rows.map(([title, name, meaning]) => ({
      title,
      value: evaluation[name],
      interval: intervals[name],
      isShare: true,
      meaning,
    })),
    ...others.flatMap(([title, value, meaning]) =>
      value === null ? [] : [{ title, value, isShare: true, meaning }],
    ),
  ];
}

function Calibration({ evaluation }: Pick<LabelSetReportData, "evaluation">) {
  return (
    <>
      <p>
        Of the labels with a probability of 80 %, 80 % should be true: then the points lie on the dashed line.
        Every pair of row and label counts, so most of them have a small probability.
      </p>
      <ReliabilityDiagram bins={evaluation.reliability} />
    </>
  );
}
