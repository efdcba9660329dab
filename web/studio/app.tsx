import { useEffect, useRef } from "preact/hooks";
import { ConnectionBanner } from "./parts/connection-banner.tsx";
import { Head } from "./parts/head.tsx";
import { KeyHelp, keyHelpOpen } from "./parts/key-help.tsx";
import { Notices } from "./parts/notices.tsx";
import { ChangesScreen } from "./screens/changes/changes-screen.tsx";
import { ExamplesScreen } from "./screens/examples/examples-screen.tsx";
import { ProjectsScreen } from "./screens/projects/projects-screen.tsx";
import { QualityScreen } from "./screens/quality/quality-screen.tsx";
import { SortScreen } from "./screens/sort/sort-screen.tsx";
import { VersionsScreen } from "./screens/versions/versions-screen.tsx";
import { type ProjectScreen, projectScreens, type Route } from "./state/addresses.ts";
import { undoOrRedo } from "./state/corrections.ts";
import { useShortcuts } from "./state/keys.ts";
import { closeProject, openProject, showProject } from "./state/project.ts";
import { goTo, route } from "./state/route.ts";

const screens = {
  sort: SortScreen,
  changes: ChangesScreen,
  quality: QualityScreen,
  examples: ExamplesScreen,
  versions: VersionsScreen,
} as const;

const titles: Readonly<Record<ProjectScreen, string>> = {
  sort: "Sort",
  changes: "What changed",
  quality: "Quality",
  examples: "Examples",
  versions: "Versions",
};

/** The whole page: head, the screen of the route, messages and the help for keys. */
export function App() {
  const main = useRef<HTMLElement>(null);
  const at = route.value;
  const project = at.at === "project" ? at.project : undefined;
  useEffect(() => {
    if (project === undefined) closeProject();
    else void showProject(project);
  }, [project]);
  useScreenFocus(at, main);
  useGlobalShortcuts();
  return (
    <>
      <button type="button" class="skip button primary" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <Head />
      <ConnectionBanner />
      <main ref={main} id="main" tabIndex={-1} class={project === undefined ? undefined : "with-nav"}>
        <Screen at={at} />
      </main>
      <Notices />
      <KeyHelp />
    </>
  );
}

function Screen({ at }: { readonly at: Route }) {
  if (at.at === "projects") return <ProjectsScreen />;
  const project = openProject.value;
  if (project === undefined || project.state.value.id !== at.project)
    return <p class="page muted">Opening the project …</p>;
  const Shown = screens[at.screen];
  return <Shown key={`${at.project}/${at.screen}`} project={project} />;
}

/** Moves the focus to the new screen, so that a screen reader starts there, and sets the title of the window. */
function useScreenFocus(at: Route, main: { readonly current: HTMLElement | null }): void {
  const isFirst = useRef(true);
  const screen = at.at === "project" ? at.screen : undefined;
  const name = openProject.value?.state.value.name;
  useEffect(() => {
    document.title = [screen && titles[screen], screen && name, "pilesort studio"]
      .filter(Boolean)
      .join(" · ");
  }, [screen, name]);
  useEffect(() => {
    if (!isFirst.current) main.current?.focus();
    isFirst.current = false;
  }, [at.at, screen]);
}

function useGlobalShortcuts(): void {
  const undo = (which: "undo" | "redo") => () => {
    if (openProject.value !== undefined) void undoOrRedo(openProject.value, which);
  };
  const openScreen = (number: number) => () => {
    const at = route.value;
    if (at.at === "project") goTo({ ...at, screen: projectScreens[number] });
  };
  useShortcuts("Everywhere", [
    {
      keys: ["?"],
      does: "Show the keys",
      run: () => {
        keyHelpOpen.value = true;
      },
    },
    { keys: ["ctrl+z", "z"], does: "Undo", run: undo("undo") },
    { keys: ["ctrl+shift+z", "ctrl+y", "shift+z"], does: "Redo", run: undo("redo") },
    ...projectScreens.map((screen, i) => ({
      keys: [`alt+${i + 1}`],
      does: `Go to “${titles[screen]}”`,
      run: openScreen(i),
    })),
  ]);
}
