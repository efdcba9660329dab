// The client of `pilesort serve`: fetch only, for Node, browsers and workers

export { ClientError, ConnectionError, type Problem, RequestError, ServerError } from "./client/errors.ts";
export {
  type ClassifyOptions,
  type ClientOptions,
  PilesortClient,
  type StreamedAnswer,
  type StreamOptions,
} from "./client/pilesort-client.ts";
export type {
  Answer,
  ClassScore,
  Corrected,
  Correction,
  Evaluation,
  EvaluationRow,
  Explanation,
  GenerateRequest,
  Job,
  ModelCard,
  ModelSummary,
  TrainRequest,
} from "./client/types.ts";
