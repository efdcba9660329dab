import { useState } from "preact/hooks";
import type { Changes } from "../../../../src/studio/contract.ts";
import { count } from "../../../shared/numbers.ts";
import { Empty } from "../../parts/empty.tsx";
import { SortLink } from "../../parts/sort-link.tsx";
import { TextWork } from "../../parts/text-work.tsx";
import { TwoPanes } from "../../parts/two-panes.tsx";
import { attempt } from "../../state/connection.ts";
import { nameOfLabel } from "../../state/labels.ts";
import { notify } from "../../state/notices.ts";
import type { OpenProject } from "../../state/project.ts";
import type { ListQuery } from "../../state/text-list.ts";
import { useFresh } from "../../state/use-fresh.ts";
import { useTextList } from "../../state/use-text-list.ts";
import { plural } from "../../state/words.ts";
import { ChangedPairs } from "./changed-pairs.tsx";
import { Pins } from "./pins.tsx";

type Pair = Changes["pairs"][number];

/** What changed since the last accepted state: answers before and after, and pinned tests. */
export function ChangesScreen({ project }: { readonly project: OpenProject }) {
  const changes = useFresh(project, project.api.readChanges);
  const list = useTextList(project, { filter: "changed" });
  const [pair, setPair] = useState<Pair>();
  const choose = (next: Pair | undefined) => {
    setPair(next);
    list.ask({ from: next?.beforeId, to: next?.afterId } satisfies ListQuery);
  };
  if (changes === undefined) return <p class="page muted">Comparing the answers …</p>;
  return (
    <TwoPanes
      names={["Summary", plural(changes.texts, "text")]}
      first="left"
      left={
        <section class="pane left-pane" aria-label="Summary">
          <div class="pane-body">
            <Summary project={project} changes={changes} />
            <ChangedPairs pairs={changes.pairs} chosen={pair} onChoose={choose} />
            <Pins project={project} />
            <Actions changes={changes} />
          </div>
        </section>
      }
      right={
        <section class="pane right-pane" aria-label="Texts with another answer">
          {changes.texts === 0 ? (
            <Empty title="No answer changed">
              <p class="muted">
                Change a description or correct a text: the answers that change because of it are listed here,
                before and after.
              </p>
              <SortLink project={project}>Sort texts</SortLink>
            </Empty>
          ) : (
            <>
              <header class="text-toolbar">
                <h2>
                  {pair === undefined
                    ? "All changed answers"
                    : `${nameOfLabel(pair.before)} → ${nameOfLabel(pair.after)}`}
                </h2>
              </header>
              <TextWork project={project} list={list} />
            </>
          )}
        </section>
      }
    />
  );
}

function Summary({
  project: { api },
  changes,
}: {
  readonly project: OpenProject;
  readonly changes: Changes;
}) {
  const { texts, fixed, broken } = changes;
  const accept = async () => {
    if ((await attempt(api.acceptChanges)) !== undefined)
      notify("Accepted. From now on, answers are compared with the present ones.");
  };
  const undo = async () => {
    const undone = await attempt(api.undoChanges);
    if (undone !== undefined) notify(`Undone: ${undone.action}`);
  };
  return (
    <div class="stack">
      <h1>{texts === 0 ? "What changed" : `${plural(texts, "answer")} changed`}</h1>
      {fixed + broken > 0 && (
        <p class="small">
          Of texts with labels, <span class="good">{plural(fixed, "answer")} became right</span> and{" "}
          <span class={broken > 0 ? "bad" : "muted"}>{count(broken)} became wrong</span>.
        </p>
      )}
      {(texts > 0 || changes.actions.length > 0) && (
        <div class="row">
          <button type="button" class="button primary" onClick={accept}>
            Accept
          </button>
          <button type="button" class="button" onClick={undo}>
            Undo all
          </button>
        </div>
      )}
    </div>
  );
}

function Actions({ changes: { actions } }: { readonly changes: Changes }) {
  if (actions.length === 0) return null;
  return (
    <div class="stack">
      <h2>What was done</h2>
      <ol class="actions">
        {actions.map(({ id, what, author }) => (
          <li key={id}>
            {what} {author !== "studio" && <span class="muted small">by {author}</span>}
          </li>
        ))}
      </ol>
    </div>
  );
}
