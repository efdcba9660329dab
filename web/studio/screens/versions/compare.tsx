import { useEffect, useState } from "preact/hooks";
import type { VersionComparison } from "../../../../src/studio/contract.ts";
import { count } from "../../../shared/numbers.ts";
import { ClassName } from "../../parts/class-name.tsx";
import { TableFrame } from "../../parts/table-frame.tsx";
import { attempt } from "../../state/connection.ts";
import type { OpenProject } from "../../state/project.ts";
import { plural } from "../../state/words.ts";

interface CompareProps {
  readonly project: OpenProject;
  readonly one: number;
  readonly other: number;
}

/** Compares two versions: their labels, their classes and how their answers differ. */
export function Compare({ project, one, other }: CompareProps) {
  const [comparison, setComparison] = useState<VersionComparison | "failed">();
  useEffect(() => {
    void attempt(() => project.api.compareVersions(one, other)).then((read) =>
      setComparison(read ?? "failed"),
    );
  }, [project, one, other]);
  if (comparison === "failed") return null;
  if (comparison === undefined) return <p class="muted">Comparing: both versions answer your texts …</p>;
  const { compared, different, labeled, rightOne, rightOther } = comparison;
  return (
    <section class="card stack" aria-label="Comparison">
      <h2>
        “{comparison.one.name}” and “{comparison.other.name}”
      </h2>
      <p>
        Of {plural(compared, "text")}, <strong>{count(different)}</strong> are answered differently.
        {labeled > 0 &&
          ` Of ${plural(labeled, "text")} with labels, “${comparison.one.name}” answers ${count(rightOne)} right and “${comparison.other.name}” ${count(rightOther)}. Both may have learnt from these labels.`}
      </p>
      <ClassChanges classes={comparison.classes} />
      {comparison.samples.length > 0 && (
        <TableFrame label="Texts that are answered differently">
          <table>
            <thead>
              <tr>
                <th scope="col">Text</th>
                <th scope="col">{comparison.one.name}</th>
                <th scope="col">{comparison.other.name}</th>
              </tr>
            </thead>
            <tbody>
              {comparison.samples.map((sample) => (
                <tr key={sample.id}>
                  <td dir="auto">{sample.text}</td>
                  <td>
                    <ClassName label={sample.one} />
                  </td>
                  <td>
                    <ClassName label={sample.other} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </section>
  );
}

function ClassChanges({ classes: { added, removed, described } }: Pick<VersionComparison, "classes">) {
  return (
    <>
      {added.length > 0 && <p class="small">New classes: {added.join(", ")}.</p>}
      {removed.length > 0 && <p class="small">Classes that are gone: {removed.join(", ")}.</p>}
      {described.map(({ name, one, other }) => (
        <details key={name}>
          <summary class="small">The description of “{name}” is another one</summary>
          <blockquote class="small">
            <del>{one}</del>
            <br />
            <ins>{other}</ins>
          </blockquote>
        </details>
      ))}
    </>
  );
}
