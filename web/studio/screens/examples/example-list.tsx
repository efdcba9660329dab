import { useEffect, useState } from "preact/hooks";
import type { StudioExample } from "../../../../src/studio/contract.ts";
import { count } from "../../../shared/numbers.ts";
import { Empty } from "../../parts/empty.tsx";
import { attemptChange } from "../../state/change-order.ts";
import { undoAction } from "../../state/corrections.ts";
import { notify } from "../../state/notices.ts";
import type { OpenProject } from "../../state/project.ts";
import { useLatest } from "../../state/use-latest.ts";
import { plural } from "../../state/words.ts";
import { ExampleRow } from "./example-row.tsx";

/** Examples per page. */
const pageSize = 100;

/** Lists the generated examples, to be read, edited and deleted. */
export function ExampleList({ project }: { readonly project: OpenProject }) {
  const [classId, setClassId] = useState<number>();
  const [search, setSearch] = useState("");
  const [examples, setExamples] = useState<readonly StudioExample[]>();
  const [total, setTotal] = useState(0);
  const { revision } = project.state.value;
  const { ask } = useLatest();
  const read = (offset: number) =>
    ask(
      () =>
        project.api.readExamples({ class: classId, search: search || undefined, offset, limit: pageSize }),
      (page) => {
        if (page === undefined) return;
        setTotal(page.total);
        setExamples((before) => (offset === 0 ? page.examples : [...(before ?? []), ...page.examples]));
      },
    );
  useEffect(() => void read(0), [project, classId, search, revision]);
  const remove = async (id: number) => {
    if ((await attemptChange(() => project.api.deleteExamples({ ids: [id] }))) === undefined) return;
    notify("The example was deleted.", { action: undoAction(project) });
  };
  if (examples === undefined) return <p class="muted">Reading …</p>;
  if (total === 0 && classId === undefined && search === "")
    return (
      <Empty title="No generated examples">
        <p class="muted">
          They are listed here once a language model has written some. Choose “Generate” above.
        </p>
      </Empty>
    );
  return (
    <section class="stack" aria-label="Generated examples">
      <div class="row">
        <select
          class="field select"
          aria-label="Class"
          value={classId ?? ""}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setClassId(value === "" ? undefined : Number(value));
          }}
        >
          <option value="">All classes</option>
          {project.classes.value.map(({ id, path }) => (
            <option key={id} value={id}>
              {path}
            </option>
          ))}
          <option value={0}>none of these</option>
        </select>
        <input
          class="field select"
          type="search"
          aria-label="Search examples"
          placeholder="Search"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <span class="muted small">{plural(total, "example")}</span>
      </div>
      <ul class="example-list">
        {examples.map((example) => (
          <ExampleRow
            key={example.id}
            project={project}
            example={example}
            onRemove={() => remove(example.id)}
          />
        ))}
      </ul>
      {examples.length < total && (
        <div>
          <button type="button" class="button" onClick={() => read(examples.length)}>
            Show more ({count(total - examples.length)} left)
          </button>
        </div>
      )}
    </section>
  );
}
