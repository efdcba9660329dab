import type { ReportData } from "../../src/report/report-data.ts";
import { count } from "../shared/numbers.ts";

/** Method, version and date. */
export function About({ data: { evaluation, version, made } }: { readonly data: ReportData }) {
  // Intervals of parts of descriptions are not shown.
  const bootstrap = evaluation.basis?.source === "descriptions" ? undefined : evaluation.bootstrap;
  return <Method bootstrap={bootstrap} rows={evaluation.rows} version={version} made={made} />;
}

interface MethodProps extends Pick<ReportData, "version" | "made"> {
  readonly bootstrap: ReportData["evaluation"]["bootstrap"];
  readonly rows: number;
}

/** How intervals were computed, version and date. */
export function Method({ bootstrap, rows, version, made }: MethodProps) {
  return (
    <>
      {bootstrap && (
        <p>
          95 % intervals come from {count(bootstrap.resamples)} resamples of the rows (bootstrap, seed{" "}
          {bootstrap.seed}).
          {bootstrap.groups < rows &&
            ` Rows that are equal or nearly equal stay together: ${count(rows)} rows form ${count(bootstrap.groups)} groups.`}{" "}
          A true figure lies in its interval 95 times in 100 if the rows are a random sample of the texts to
          come.
        </p>
      )}
      <p class="muted">
        Made by pilesort {version}
        {made && (
          <>
            {" "}
            on <time dateTime={made}>{made.slice(0, 10)}</time>
          </>
        )}
        . This file needs no network and sends nothing.
      </p>
    </>
  );
}
