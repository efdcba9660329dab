import { useState } from "preact/hooks";
import type { Version } from "../../../../src/studio/contract.ts";
import { Empty } from "../../parts/empty.tsx";
import { SortLink } from "../../parts/sort-link.tsx";
import { attempt } from "../../state/connection.ts";
import { notify } from "../../state/notices.ts";
import type { OpenProject } from "../../state/project.ts";
import { useFresh } from "../../state/use-fresh.ts";
import { Compare } from "./compare.tsx";
import { Export } from "./export.tsx";
import { VersionRow } from "./version-row.tsx";

/** Versions of the model: keep, name, compare, roll back, export. */
export function VersionsScreen({ project }: { readonly project: OpenProject }) {
  const { api } = project;
  const [reads, setReads] = useState(0);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const versions = useVersions(project, reads);
  const again = () => setReads((before) => before + 1);
  const choose = (id: number) =>
    setChosen((before) =>
      before.includes(id) ? before.filter((each) => each !== id) : [...before.slice(-1), id],
    );
  const restore = async ({ id, name }: Version) => {
    if ((await attempt(() => api.restoreVersion(id))) === undefined) return;
    notify(`The project is as in “${name}” again. What was there before is kept as a version.`);
    again();
  };
  const remove = async ({ id }: Version) => {
    await attempt(() => api.removeVersion(id));
    again();
  };
  if (versions === undefined) return <p class="page muted">Reading the versions …</p>;
  if (project.state.value.classes < 2 && versions.length === 0) return <NothingToKeep project={project} />;
  const [one, other] = [...chosen].sort((a, b) => a - b);
  return (
    <div class="page">
      <header class="row wide">
        <h1>Versions</h1>
        <KeepVersion project={project} onKept={again} />
      </header>
      {versions.length === 0 ? (
        <Empty title="No version yet">
          <p class="muted">
            Keep the present state as a version. You can compare versions and return to each of them.
          </p>
        </Empty>
      ) : (
        <>
          <p class="muted">Choose two versions to compare them.</p>
          <ul class="version-list">
            {versions.map((version) => (
              <VersionRow
                key={version.id}
                project={project}
                version={version}
                isChosen={chosen.includes(version.id)}
                onChoose={() => choose(version.id)}
                onRestore={() => restore(version)}
                onRemove={() => remove(version)}
                onRenamed={again}
              />
            ))}
          </ul>
        </>
      )}
      {other !== undefined && <Compare key={`${one} ${other}`} project={project} one={one} other={other} />}
      <Export project={project} />
    </div>
  );
}

function NothingToKeep({ project }: { readonly project: OpenProject }) {
  return (
    <Empty title="No model yet">
      <p class="muted">
        Describe two classes or more. Then you can keep versions of the model here, compare them, and take a
        model along.
      </p>
      <SortLink project={project}>Describe classes</SortLink>
    </Empty>
  );
}

function useVersions(project: OpenProject, reads: number): readonly Version[] | undefined {
  return useFresh(project, async () => (await project.api.readVersions()).versions, reads);
}

function KeepVersion({
  project: { api },
  onKept,
}: {
  readonly project: OpenProject;
  readonly onKept: () => void;
}) {
  const [name, setName] = useState("");
  const keep = async (event: Event) => {
    event.preventDefault();
    const kept = await attempt(() => api.keepVersion({ name: name.trim() || undefined }));
    if (kept === undefined) return;
    setName("");
    notify(`Kept as “${kept.name}”.`);
    onKept();
  };
  return (
    <form class="row" onSubmit={keep}>
      <input
        class="field keep-name"
        aria-label="Name of the version"
        placeholder="Name (optional)"
        maxLength={200}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" class="button primary">
        Keep this version
      </button>
    </form>
  );
}
