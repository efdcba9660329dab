import { useEffect, useState } from "preact/hooks";
import type { ProjectState, Studio } from "../../../../src/studio/contract.ts";
import { studioApi } from "../../api/studio-api.ts";
import { attempt } from "../../state/connection.ts";
import { goTo } from "../../state/route.ts";
import { useOneAtATime } from "../../state/use-one-at-a-time.ts";
import { Bin } from "./bin.tsx";
import { ProjectCard } from "./project-card.tsx";

const open = (project: string) => goTo({ at: "project", project, screen: "sort" });

/** The first screen: start with the example, start a new project, or continue one. */
export function ProjectsScreen() {
  const [studio, setStudio] = useState<Studio>();
  const read = async () => setStudio(await attempt(studioApi.read));
  useEffect(() => void read(), []);
  if (studio === undefined) return <p class="page muted">Reading the projects …</p>;
  const isFirst = studio.projects.length === 0;
  return (
    <div class="page projects">
      <header class="stack">
        <h1>{isFirst ? "Sort texts into classes" : "Projects"}</h1>
        <p class="lead">
          Describe each class in a paragraph. Every text is answered at once, and each correction makes the
          answers better. Everything stays on this machine, in {studio.folder}.
        </p>
      </header>
      {!isFirst && (
        <ul class="project-list">
          {studio.projects.map((project) => (
            <ProjectCard key={project.id} project={project} onChanged={read} />
          ))}
        </ul>
      )}
      <div class="starts">
        {isFirst && <ExampleStart />}
        <NewStart />
        {!isFirst && <ExampleStart />}
      </div>
      <Bin bin={studio.bin} onChanged={read} />
    </div>
  );
}

function ExampleStart() {
  const [start, isBusy] = useOneAtATime(async () => {
    const project = await attempt(() => studioApi.create({ name: "Support mail", from: "example" }));
    if (project !== undefined) open(project.id);
  });
  return (
    <section class="card stack">
      <h2>Try the example</h2>
      <p class="muted">Support mails and their classes, ready to sort. You can delete it later.</p>
      <div>
        <button type="button" class="button primary big" disabled={isBusy} onClick={start}>
          {isBusy ? "Opening …" : "Open the example project"}
        </button>
      </div>
    </section>
  );
}

function NewStart() {
  const [name, setName] = useState("");
  const [kind, setKind] = useState<ProjectState["kind"]>("single-label");
  const [start, isBusy] = useOneAtATime(async () => {
    const project = await attempt(() => studioApi.create({ name, kind }));
    if (project !== undefined) open(project.id);
  });
  return (
    <section class="card stack">
      <h2>New project</h2>
      <p class="muted">Bring your own texts: paste them, or drop a CSV, JSONL or text file.</p>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <input
          class="field grow"
          aria-label="Name of the project"
          placeholder="Name, for example “Support mail”"
          maxLength={200}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <button type="submit" class="button big" disabled={name.trim() === "" || isBusy}>
          Create
        </button>
        <label class="check small">
          <input
            type="checkbox"
            checked={kind === "multi-label"}
            onChange={(event) => setKind(event.currentTarget.checked ? "multi-label" : "single-label")}
          />
          A text may have several labels, for example topics
        </label>
      </form>
    </section>
  );
}
