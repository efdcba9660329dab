import type { ComponentChildren } from "preact";
import { addressOf } from "../state/addresses.ts";
import type { OpenProject } from "../state/project.ts";

interface SortLinkProps {
  readonly project: OpenProject;
  readonly children: ComponentChildren;
}

/** The next step of a screen that is empty until classes and texts are there. */
export function SortLink({ project, children }: SortLinkProps) {
  return (
    <a
      class="button primary big"
      href={addressOf({ at: "project", project: project.state.value.id, screen: "sort" })}
    >
      {children}
    </a>
  );
}
