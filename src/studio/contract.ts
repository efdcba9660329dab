/**
 * The API of the studio: every request, answer and event, as schemas and types. A comment above each schema names its
 * method and path. Bodies and answers are JSON, but for imports and exports. Every failure is a `Failure`. The page
 * sends the header `content-type: application/json` with every POST and PATCH, and is known by the cookie that
 * the link with the token sets.
 */
export * from "./contract/basics.ts";
export * from "./contract/classes.ts";
export * from "./contract/events.ts";
export * from "./contract/exports.ts";
export * from "./contract/imports.ts";
export * from "./contract/jobs.ts";
export * from "./contract/projects.ts";
export * from "./contract/quality.ts";
export * from "./contract/texts.ts";
