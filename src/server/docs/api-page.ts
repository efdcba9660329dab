/** The parts of an OpenAPI document that the page shows. */
export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
}

/** Makes the readable page of an OpenAPI document: one HTML text without scripts. @param styles address of its style sheet */
export function apiPage({ info, paths = {}, components = {} }: ApiDocument, styles: string): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? "Other"))];
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => (operation.tags?.[0] ?? "Other") === tag);
    return `<section><h2>${escapeHtml(tag)}</h2>${own.map(operationView).join("")}</section>`;
  });
  const schemas = Object.entries(components.schemas ?? {}).map(
    ([name, schema]) =>
      `<article id="${escapeHtml(name)}"><h3><code>${escapeHtml(name)}</code></h3>${paragraph(schema.description)}${propertiesView(schema)}</article>`,
  );
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(info.title)}</title><link rel="stylesheet" href="${escapeHtml(styles)}"></head><body><main>`,
    `<header><h1>${escapeHtml(info.title)}</h1><p class="version">Version ${escapeHtml(info.version)} · <a href="/openapi.json">openapi.json</a></p>`,
    `${paragraph(info.description)}</header>`,
    ...sections,
    `<section><h2>Schemas</h2>${schemas.join("")}</section>`,
    "</main></body></html>",
  ].join("\n");
}

function operationView({
  path,
  method,
  operation,
}: {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}): string {
  const { summary, description, parameters = [], requestBody, responses } = operation;
  const rows = parameters.map(({ name, in: place, required, schema }) =>
    row(name, `${typeOf(schema)}, ${place}${required ? "" : ", optional"}`, schema?.description),
  );
  const bodies = Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema }]) => `<p>Body: ${typeOf(schema)} <span class="media">${escapeHtml(type)}</span></p>`,
  );
  const answers = Object.entries(responses).map(([status, { description: meaning, content = {} }]) => {
    const [[type, { schema }] = ["", {}]] = Object.entries(content) as [string, { schema?: Schema }][];
    return row(status, `${typeOf(schema)} <span class="media">${escapeHtml(type)}</span>`, meaning);
  });
  return [
    `<article><h3><span class="method ${escapeHtml(method)}">${escapeHtml(method.toUpperCase())}</span> <code>${escapeHtml(path)}</code></h3>`,
    `${paragraph(summary)}${paragraph(description)}`,
    rows.length > 0 ? table(rows) : "",
    ...bodies,
    `<details><summary>Replies</summary>${table(answers)}</details></article>`,
  ].join("");
}

function propertiesView({ properties = {}, required = [] }: Schema): string {
  const rows = Object.entries(properties).map(([name, schema]) =>
    row(name, `${typeOf(schema)}${required.includes(name) ? "" : ", optional"}`, schema.description),
  );
  return rows.length > 0 ? table(rows) : "";
}

/** Describes a type in a few words, with a link if it is a schema of its own. The result is HTML. */
function typeOf(schema: Schema | undefined): string {
  if (schema === undefined) return "";
  if (schema.$ref !== undefined) {
    const name = escapeHtml(schema.$ref.split("/").at(-1) ?? "");
    return `<a href="#${name}">${name}</a>`;
  }
  if (schema.enum) return schema.enum.map((each) => escapeHtml(JSON.stringify(each))).join(" | ");
  if (schema.const !== undefined) return escapeHtml(JSON.stringify(schema.const));
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" or ");
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? "any"];
  return escapeHtml(types.join(" or "));
}

function table(rows: readonly string[]): string {
  return `<table>${rows.join("")}</table>`;
}

/** @param typeHtml HTML */
function row(name: string, typeHtml: string, description = ""): string {
  return `<tr><th scope="row"><code>${escapeHtml(name)}</code></th><td>${typeHtml}</td><td>${inline(description)}</td></tr>`;
}

function paragraph(text: string | undefined): string {
  return text === undefined ? "" : `<p>${inline(text)}</p>`;
}

/** Escapes a text, and shows what stands between backticks as code. */
function inline(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replace(/[&<>"]/g, (letter) => entities[letter]);
}
