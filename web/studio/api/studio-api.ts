import type { GenerationPlan } from "../../../src/index.ts";
import type {
  AddClass,
  AddExample,
  AddPin,
  ChangeClass,
  Changed,
  ChangedClass,
  ChangeExample,
  ChangeProject,
  Changes,
  Correct,
  Corrected,
  CreateProject,
  DeleteExamples,
  Drops,
  ExamplesPage,
  ExamplesQuery,
  Findings,
  ImportClasses,
  Imported,
  ImportPreview,
  ImportQuery,
  Job,
  Jobs,
  KeepVersion,
  OrderClasses,
  Pins,
  PlanGeneration,
  Precision,
  ProjectState,
  Quality,
  Snippets,
  StartJob,
  StopJob,
  Studio,
  StudioClasses,
  StudioExample,
  StudioExplanation,
  StudioText,
  Suggestions,
  TextsPage,
  TextsQuery,
  Undone,
  Version,
  VersionComparison,
  Versions,
} from "../../../src/studio/contract.ts";
import { queryOf, request } from "./request.ts";

/** Requests about the whole studio. */
export const studioApi = {
  read: () => request<Studio>("GET", "/api/studio"),
  create: (json: CreateProject) => request<ProjectState>("POST", "/api/projects", { json }),
  remove: (id: string) => request<void>("DELETE", `/api/projects/${id}`),
  restore: (id: string) => request<ProjectState>("POST", `/api/bin/${id}/restore`),
  removeForGood: (id: string) => request<void>("DELETE", `/api/bin/${id}`),
};

export type ProjectApi = ReturnType<typeof projectApi>;

/** Requests about one project. */
export function projectApi(id: string) {
  const at = `/api/projects/${encodeURIComponent(id)}`;
  return {
    eventsAddress: `${at}/events`,
    read: () => request<ProjectState>("GET", at),
    change: (json: ChangeProject) => request<ProjectState>("PATCH", at, { json }),
    undo: () => request<Undone>("POST", `${at}/undo`),
    redo: () => request<Undone>("POST", `${at}/redo`),
    ...importRequests(at),
    ...classRequests(at),
    ...textRequests(at),
    ...qualityRequests(at),
    ...exampleRequests(at),
    ...jobRequests(at),
    ...versionRequests(at),
  };
}

/** Column choices of an import; the preview guesses what is absent. */
export type ImportChoices = Partial<ImportQuery>;

const importRequests = (at: string) => ({
  previewImport: (file: Blob, query: ImportChoices) =>
    request<ImportPreview>("POST", `${at}/imports/preview`, { file, query }),
  importTexts: (file: Blob, query: ImportQuery) =>
    request<Imported>("POST", `${at}/imports`, { file, query }),
});

const classRequests = (at: string) => ({
  readClasses: () => request<StudioClasses>("GET", `${at}/classes`),
  addClass: (json: AddClass) => request<ChangedClass>("POST", `${at}/classes`, { json }),
  changeClass: (id: number, json: ChangeClass) =>
    request<ChangedClass>("PATCH", `${at}/classes/${id}`, { json }),
  removeClass: (id: number, version: number) =>
    request<Changed>("DELETE", `${at}/classes/${id}`, { query: { version } }),
  orderClasses: (json: OrderClasses) => request<Changed>("POST", `${at}/classes/order`, { json }),
  importClasses: (json: ImportClasses) => request<Changed>("POST", `${at}/classes/import`, { json }),
  readFindings: () => request<Findings>("GET", `${at}/findings`),
});

const textRequests = (at: string) => ({
  readTexts: (query: TextsQuery, signal?: AbortSignal) =>
    request<TextsPage>("GET", `${at}/texts`, { query, signal }),
  readText: (id: number) => request<StudioText>("GET", `${at}/texts/${id}`),
  explain: (id: number, signal?: AbortSignal) =>
    request<StudioExplanation>("POST", `${at}/texts/${id}/explain`, { signal }),
  correct: (json: Correct) => request<Corrected>("POST", `${at}/corrections`, { json }),
  suggest: (count: number) => request<Suggestions>("POST", `${at}/suggestions`, { json: { count } }),
  readChanges: () => request<Changes>("GET", `${at}/changes`),
  acceptChanges: () => request<Changed>("POST", `${at}/changes/accept`),
  undoChanges: () => request<Undone>("POST", `${at}/changes/undo`),
  readPins: () => request<Pins>("GET", `${at}/pins`),
  addPin: (json: AddPin) => request<Pins>("POST", `${at}/pins`, { json }),
  removePin: (id: number) => request<Pins>("DELETE", `${at}/pins/${id}`),
});

const qualityRequests = (at: string) => ({
  readQuality: () => request<Quality>("GET", `${at}/quality`),
  readPrecision: (share: number, signal?: AbortSignal) =>
    request<Precision>("GET", `${at}/precision`, { query: { share }, signal }),
});

const exampleRequests = (at: string) => ({
  planGeneration: (json: PlanGeneration) =>
    request<GenerationPlan>("POST", `${at}/generation/plan`, { json }),
  readExamples: (query: ExamplesQuery) => request<ExamplesPage>("GET", `${at}/examples`, { query }),
  addExample: (json: AddExample) => request<StudioExample>("POST", `${at}/examples`, { json }),
  changeExample: (id: number, json: ChangeExample) =>
    request<StudioExample>("PATCH", `${at}/examples/${id}`, { json }),
  deleteExamples: (json: DeleteExamples) => request<Changed>("POST", `${at}/examples/delete`, { json }),
  readDrops: (offset: number) => request<Drops>("GET", `${at}/drops`, { query: { offset, limit: 100 } }),
});

const jobRequests = (at: string) => ({
  readJobs: () => request<Jobs>("GET", `${at}/jobs`),
  startJob: (json: StartJob) => request<Job>("POST", `${at}/jobs`, { json }),
  stopJob: (id: number, json: StopJob) => request<Job>("POST", `${at}/jobs/${id}/stop`, { json }),
  resumeJob: (id: number, key?: string) => request<Job>("POST", `${at}/jobs/${id}/resume`, { json: { key } }),
});

const versionRequests = (at: string) => ({
  readVersions: () => request<Versions>("GET", `${at}/versions`),
  keepVersion: (json: KeepVersion) => request<Version>("POST", `${at}/versions`, { json }),
  renameVersion: (id: number, name: string) =>
    request<Version>("PATCH", `${at}/versions/${id}`, { json: { name } }),
  removeVersion: (id: number) => request<void>("DELETE", `${at}/versions/${id}`),
  restoreVersion: (id: number) => request<ProjectState>("POST", `${at}/versions/${id}/restore`),
  compareVersions: (one: number, other: number) =>
    request<VersionComparison>("GET", `${at}/versions/compare`, { query: { one, other } }),
  readSnippets: (version?: number) =>
    request<Snippets>("GET", `${at}/export/snippets`, { query: { version } }),
  exportAddress: (file: string, version?: number) => `${at}/export/${file}${queryOf({ version })}`,
});
