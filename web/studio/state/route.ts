import { signal } from "@preact/signals";

/** The parts of a project, in the order in which the navigation shows them. */
export const projectScreens = ["sort", "changes", "quality", "examples", "versions"] as const;
export type ProjectScreen = (typeof projectScreens)[number];

/** Where the page is. It stands in the address after "#", so that a reload and the Back button keep it. */
export type Route =
  | { readonly at: "projects" }
  | { readonly at: "project"; readonly project: string; readonly screen: ProjectScreen };

export const route = signal<Route>(routeOf(location.hash));

/** Follows the address of the browser. */
export function followAddress(): void {
  addEventListener("hashchange", () => {
    route.value = routeOf(location.hash);
  });
}

/** Reads a route from the part of an address after "#". An address that is not known gives the list of projects. */
export function routeOf(hash: string): Route {
  const [first, project, screen] = hash.replace(/^#?\/?/, "").split("/");
  if (first !== "project" || project === undefined || project === "") return { at: "projects" };
  const known = projectScreens.find((each) => each === screen) ?? "sort";
  return { at: "project", project: decodeURIComponent(project), screen: known };
}

/** Writes the address of a route. */
export function addressOf(to: Route): string {
  if (to.at === "projects") return "#/";
  return `#/project/${encodeURIComponent(to.project)}/${to.screen}`;
}

/** Goes to another screen. */
export function goTo(to: Route): void {
  location.hash = addressOf(to);
}
