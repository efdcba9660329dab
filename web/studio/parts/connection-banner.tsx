import { useState } from "preact/hooks";
import { studioApi } from "../api/studio-api.ts";
import { connection, report } from "../state/connection.ts";
import { openProject, showProject } from "../state/project.ts";
import { route } from "../state/route.ts";

/** Says that the studio does not answer, and what to do. */
export function ConnectionBanner() {
  const [isTrying, setTrying] = useState(false);
  if (connection.value === "open") return null;
  const retry = async () => {
    setTrying(true);
    try {
      await studioApi.read();
      connection.value = "open";
      if (openProject.value !== undefined) await openProject.value.reload();
      else if (route.value.at === "project") await showProject(route.value.project);
    } catch (error) {
      report(error);
    } finally {
      setTrying(false);
    }
  };
  return (
    <div class="banner" role="alert">
      <p>
        {connection.value === "gone"
          ? "The studio does not answer. What you typed stays here; start “pilesort studio” again if it was closed."
          : "The studio does not know this browser. Open the link that “pilesort studio” printed."}
      </p>
      <button type="button" class="button" disabled={isTrying} onClick={retry}>
        {isTrying ? "Trying …" : "Try again"}
      </button>
    </div>
  );
}
