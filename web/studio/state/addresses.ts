/** The parts of a project, in the order in which the navigation shows them. */
export const projectScreens = ["sort", "changes", "quality", "examples", "versions"] as const;
export type ProjectScreen = (typeof projectScreens)[number];

/** Where the page is. It stands in the address after "#", so that a reload and the Back button keep it. */
export type Route =
  | { readonly at: "projects" }
  | { readonly at: "project"; readonly project: string; readonly screen: ProjectScreen };

/** Reads a route from the part of an address after "#". An address that is not known gives the list of projects. */
export function routeOf(hash: string): Route {
  const [first, project, screen] = hash.replace(/^#?\/?/, "").split("/");
  if (first !== "project" || project === undefined || project === "") return { at: "projects" };
  const known = projectScreens.find((each) => each === screen) ?? "sort";
  return { at: "project", project, screen: known };
}

/** Writes the address of a route. The id of a project has no letter that an address could not hold. */
export function addressOf(to: Route): string {
  return to.at === "projects" ? "#/" : `#/project/${to.project}/${to.screen}`;
}
