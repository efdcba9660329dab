import { count } from "../../shared/numbers.ts";
import { addressOf, type ProjectScreen, projectScreens } from "../state/addresses.ts";
import { undoOrRedo } from "../state/corrections.ts";
import { type OpenProject, openProject } from "../state/project.ts";
import { route } from "../state/route.ts";
import { AnswersStatus } from "./answers-status.tsx";
import { Icon } from "./icon.tsx";
import { keyHelpOpen } from "./key-help.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";

const labels: Readonly<Record<ProjectScreen, string>> = {
  sort: "Sort",
  changes: "Changes",
  quality: "Quality",
  examples: "Examples",
  versions: "Versions",
};

/** The head of the page: where the user is, the screens of the project, undo, colours and help. */
export function Head() {
  const at = route.value;
  const project = at.at === "project" ? openProject.value : undefined;
  return (
    <header class="head">
      <a class="brand" href={addressOf({ at: "projects" })} aria-label="pilesort studio: all projects">
        <img src="./icon.svg" alt="" />
        {at.at === "projects" && <span>pilesort studio</span>}
      </a>
      {project !== undefined && <span class="head-name">{project.state.value.name}</span>}
      {at.at === "project" && <Navigation project={at.project} current={at.screen} />}
      <div class="head-end">
        {project !== undefined && <AnswersStatus project={project} />}
        {project !== undefined && <UndoButtons project={project} />}
        <ThemeSwitch />
        <button
          type="button"
          class="button quiet square"
          aria-label="Show the keys (?)"
          title="Keys (?)"
          onClick={() => {
            keyHelpOpen.value = true;
          }}
        >
          <Icon name="help" />
        </button>
      </div>
    </header>
  );
}

function Navigation({ project, current }: { readonly project: string; readonly current: ProjectScreen }) {
  return (
    <nav class="nav" aria-label="Project">
      {projectScreens.map((screen) => (
        <a
          key={screen}
          href={addressOf({ at: "project", project, screen })}
          aria-current={screen === current ? "page" : undefined}
        >
          <Icon name={screen} />
          {labels[screen]}
          {screen === "changes" && <ChangesBadge />}
        </a>
      ))}
    </nav>
  );
}

/** Shows the number of changed answers, or of pinned tests that are answered wrong. */
function ChangesBadge() {
  const state = openProject.value?.state.value;
  if (state === undefined) return null;
  if (state.pins.failed > 0)
    return (
      <span class="badge alarm" title={`${state.pins.failed} pinned tests are answered wrong`}>
        {count(state.pins.failed)}
        <span class="visually-hidden"> pinned tests are answered wrong</span>
      </span>
    );
  if (state.counts.changed === 0) return null;
  return (
    <span class="badge">
      {count(state.counts.changed)}
      <span class="visually-hidden"> answers changed</span>
    </span>
  );
}

function UndoButtons({ project }: { readonly project: OpenProject }) {
  const { undo, redo } = project.state.value;
  return (
    <>
      {(["undo", "redo"] as const).map((which) => {
        const what = which === "undo" ? undo : redo;
        const label = `${which === "undo" ? "Undo" : "Redo"}${what ? `: ${what}` : ""}`;
        return (
          <button
            key={which}
            type="button"
            class="button quiet square"
            disabled={what === undefined}
            aria-label={label}
            title={label}
            onClick={() => undoOrRedo(project, which)}
          >
            <Icon name={which} />
          </button>
        );
      })}
    </>
  );
}
