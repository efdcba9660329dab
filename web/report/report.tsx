import type { ReportData } from "../../src/report/report-data.ts";
import { count } from "../shared/numbers.ts";
import { About } from "./about.tsx";
import { Calibration } from "./calibration.tsx";
import { Classes } from "./classes.tsx";
import { ComparisonSection } from "./comparison.tsx";
import { Confusion } from "./confusion.tsx";
import { Coverage } from "./coverage.tsx";
import { ExplainedErrors } from "./explained-errors.tsx";
import { KeyFigures } from "./key-figures.tsx";
import { Layout, type SectionEntry, VerdictText } from "./layout.tsx";
import { Levels } from "./levels.tsx";
import { OutOfScope } from "./out-of-scope.tsx";
import { Texts } from "./texts.tsx";
import { shownText } from "./visible.tsx";
import { WrongRows } from "./wrong-rows.tsx";

/** The report: verdict, contents, and a section per question. */
export function Report({ data }: { readonly data: ReportData }) {
  return <Layout title={data.title} verdict={<Verdict data={data} />} sections={sectionsOf(data)} />;
}

function sectionsOf(data: ReportData): SectionEntry[] {
  const { evaluation, comparison, map, explained, wrongRows, confusion } = data;
  const { reliability, coverage, outOfScope, hierarchy } = evaluation;
  return [
    {
      id: "figures",
      short: "Figures",
      title: "Key figures",
      content: <KeyFigures evaluation={evaluation} />,
    },
    {
      id: "baseline",
      short: "Baseline",
      title: "Compared with the baseline",
      content: comparison && <ComparisonSection comparison={comparison} />,
    },
    {
      id: "levels",
      short: "Levels",
      title: "Levels of the tree of classes",
      content: hierarchy && <Levels scores={hierarchy} />,
    },
    {
      id: "coverage",
      short: "Precision",
      title: "What a precision costs",
      content: coverage.length > 0 ? <Coverage points={coverage} /> : undefined,
    },
    {
      id: "calibration",
      short: "Calibration",
      title: "Are the probabilities right?",
      content: reliability.length > 0 ? <Calibration evaluation={evaluation} /> : undefined,
    },
    { id: "classes", short: "Classes", title: "Classes", content: <Classes data={data} /> },
    {
      id: "confusion",
      short: "Confusion",
      title: "Which classes are confused?",
      content: <Confusion view={confusion} mostConfused={evaluation.mostConfused} />,
    },
    {
      id: "out-of-scope",
      short: "Out of scope",
      title: "Out-of-scope texts",
      content: outOfScope && <OutOfScope scores={outOfScope} />,
    },
    {
      id: "explained",
      short: "Errors to learn from",
      title: "Errors to learn from",
      content: explained.length > 0 ? <ExplainedErrors errors={explained} /> : undefined,
    },
    { id: "map", short: "Map", title: "Map of the texts", content: map && <Texts map={map} /> },
    {
      id: "wrong",
      short: "Wrong answers",
      title: "Wrong answers",
      content: <WrongRows wrongRows={wrongRows} labels={confusion.labels} />,
    },
    { id: "about", short: "Method", title: "How this was measured", content: <About data={data} /> },
  ];
}

/** The verdict, its first sentence large, and what it is based on. */
function Verdict({ data: { evaluation } }: { readonly data: ReportData }) {
  const { verdict, basis, unknownLabels, rows, outOfScopeRows } = evaluation;
  return (
    <div class="verdict">
      <VerdictText verdict={verdict} />
      <p class="muted">
        {count(rows)} {rows === 1 ? "row" : "rows"}
        {sourceOf(basis)}
        {outOfScopeRows > 0 && `, ${count(outOfScopeRows)} more out of scope`}
      </p>
      {(basis?.notes ?? []).map((note) => (
        <p key={note} class="note">
          {shownText(note)}
        </p>
      ))}
      {unknownLabels.length > 0 && (
        <p class="note">
          Some true labels are not classes of the classifier, so their rows count as errors:{" "}
          {unknownLabels.map((label, i) => (
            <span key={label}>
              {i > 0 && ", "}
              {shownText(label)}
            </span>
          ))}
          .
        </p>
      )}
    </div>
  );
}

/** Says what the rows are. */
export function sourceOf(basis: ReportData["evaluation"]["basis"]): string {
  if (basis === undefined) return "";
  if (basis.folds !== undefined)
    return ` of the model's own ${basis.source}, answered by cross-validation in ${basis.folds} folds`;
  return basis.source === "predictions" ? " with predictions from a file" : " of test data";
}
