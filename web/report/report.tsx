import type { ReportData } from "../../src/report/report-data.ts";
import { count } from "../shared/numbers.ts";
import { About } from "./about.tsx";
import { AdviceSection } from "./advice.tsx";
import { Calibration } from "./calibration.tsx";
import { ClassTreeSection } from "./class-tree.tsx";
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
  const sections = sectionsOf(data);
  const shown = isDescribed(data) ? sections.filter(({ id }) => ofDescriptions.has(id)) : sections;
  return <Layout title={data.title} verdict={<Verdict data={data} />} sections={shown} />;
}

/** Sections about a model without examples: its rows are parts of descriptions, whose figures say nothing about real texts. */
const ofDescriptions = new Set(["advice", "confusion", "wrong", "about"]);

function isDescribed({ evaluation }: ReportData): boolean {
  return evaluation.basis?.source === "descriptions";
}

function sectionsOf(data: ReportData): SectionEntry[] {
  const isOfDescriptions = isDescribed(data);
  const { evaluation, comparison, map, explained, wrongRows, confusion, tree, advice } = data;
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
      id: "advice",
      short: "To fix",
      title: "What to fix first",
      content: advice && <AdviceSection advice={advice} />,
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
    {
      id: "tree",
      short: tree?.kind === "groups" ? "Groups" : "Tree",
      title: tree?.kind === "groups" ? "Groups of similar classes" : "Tree of classes",
      content: tree && <ClassTreeSection tree={tree} />,
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
      short: isOfDescriptions ? "Parts" : "Wrong answers",
      title: isOfDescriptions ? "Parts that look like another class" : "Wrong answers",
      content: (
        <WrongRows
          wrongRows={wrongRows}
          labels={confusion.labels}
          what={isOfDescriptions ? "parts of descriptions that look like another class" : "wrong answers"}
        />
      ),
    },
    { id: "about", short: "Method", title: "How this was measured", content: <About data={data} /> },
  ];
}

/** The verdict, its first sentence large, and what it is based on. */
function Verdict({ data: { evaluation, confusion } }: { readonly data: ReportData }) {
  const { verdict, basis, unknownLabels, rows, outOfScopeRows } = evaluation;
  const areCounted = confusion.labels.some((label, i) => label === null && confusion.support[i] > 0);
  return (
    <div class="verdict">
      <VerdictText verdict={verdict} />
      <p class="muted">
        {count(rows)} {basis?.source === "descriptions" ? "parts" : rows === 1 ? "row" : "rows"}
        {sourceOf(basis)}
        {outOfScopeRows > 0 && `, ${count(outOfScopeRows)} ${areCounted ? "of them" : "more"} out of scope`}
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
