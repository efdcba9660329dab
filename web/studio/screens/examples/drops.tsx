import { useEffect, useState } from "preact/hooks";
import type { Drops as DropsPage } from "../../../../src/studio/contract.ts";
import { count } from "../../../shared/numbers.ts";
import { ClassName } from "../../parts/class-name.tsx";
import { Empty } from "../../parts/empty.tsx";
import type { OpenProject } from "../../state/project.ts";
import { useLatest } from "../../state/use-latest.ts";

/** Lists texts of the language model that did not become examples, with the reason. */
export function Drops({ project }: { readonly project: OpenProject }) {
  const [page, setPage] = useState<DropsPage>();
  const { revision } = project.state.value;
  const { ask } = useLatest();
  const read = (offset: number) =>
    ask(
      () => project.api.readDrops(offset),
      (next) => {
        if (next === undefined) return;
        setPage((before) =>
          before === undefined || offset === 0 ? next : { ...next, drops: [...before.drops, ...next.drops] },
        );
      },
    );
  useEffect(() => void read(0), [project, revision]);
  if (page === undefined) return <p class="muted">Reading …</p>;
  if (page.total === 0)
    return (
      <Empty title="Nothing was dropped">
        <p class="muted">
          Texts that a language model wrote and that are not used are listed here, with the reason.
        </p>
      </Empty>
    );
  return (
    <section class="stack" aria-label="Dropped texts">
      <p class="muted small">
        {Object.entries(page.reasons)
          .map(([reason, number]) => `${reason}: ${count(number)}`)
          .join(" · ")}
      </p>
      <ul class="example-list">
        {page.drops.map(({ label, text, reason }, i) => (
          <li key={i}>
            <ClassName label={label} />
            <span class="example-text" dir="auto">
              {text}
            </span>
            <span class="mark">{reason}</span>
          </li>
        ))}
      </ul>
      {page.drops.length < page.total && (
        <div>
          <button type="button" class="button" onClick={() => read(page.drops.length)}>
            Show more
          </button>
        </div>
      )}
    </section>
  );
}
