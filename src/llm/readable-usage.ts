/**
 * Makes a fetch whose JSON replies are readable although their token counts are not: servers written in Python send NaN
 * for a number that they do not know, and some send counts as strings. Such counts are left out, and the reply counts.
 */
export function withReadableUsage(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (!response.ok || response.body === null) return response;
    const { status, statusText, headers } = response;
    return new Response(readable(await response.text()), { status, statusText, headers });
  };
}

function readable(body: string): string {
  const sound = parsed(body);
  const reply = sound ?? parsed(body.replace(/([:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,}\]])/g, "$1null"));
  if (typeof reply !== "object" || reply === null) return body;
  const isReadable = !("usage" in reply) || hasReadableCounts(reply.usage);
  if (isReadable) return sound === undefined ? JSON.stringify(reply) : body;
  return JSON.stringify({ ...reply, usage: undefined });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Counts are numbers or null; objects named "..._details" hold more counts. */
function hasReadableCounts(usage: unknown): boolean {
  if (typeof usage !== "object" || Array.isArray(usage)) return false;
  return Object.entries(usage ?? {}).every(([name, value]) => {
    if (/_tokens_details$/.test(name)) return hasReadableCounts(value);
    return !/_tokens$/.test(name) || value === null || typeof value === "number";
  });
}
