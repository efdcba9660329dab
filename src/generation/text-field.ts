/** Names of fields for the text of an example, the most specific first. */
const textNames = [
  ...[
    "text",
    "example",
    "utterance",
    "sentence",
    "content",
    "message",
    "query",
    "question",
    "phrase",
    "sample",
  ],
  ...[
    "statement",
    "review",
    "comment",
    "post",
    "tweet",
    "email",
    "mail",
    "body",
    "headline",
    "title",
    "snippet",
  ],
  ...[
    "passage",
    "paragraph",
    "document",
    "input",
    "prompt",
    "request",
    "complaint",
    "value",
    "string",
    "line",
  ],
  ...["quote", "output", "response", "reply", "completion", "answer", "item", "entry", "generated", "data"],
];

/** Names of fields beside a text, which never contain the text itself. */
const otherNames = new Set([
  ...[
    "label",
    "labels",
    "class",
    "classname",
    "category",
    "intent",
    "type",
    "kind",
    "style",
    "length",
    "about",
  ],
  ...[
    "slot",
    "id",
    "index",
    "number",
    "no",
    "nr",
    "name",
    "reason",
    "reasoning",
    "explanation",
    "rationale",
    "note",
  ],
  ...[
    "notes",
    "tone",
    "topic",
    "sentiment",
    "language",
    "lang",
    "difficulty",
    "error",
    "status",
    "code",
    "role",
  ],
  ...[
    "description",
    "score",
    "confidence",
    "thought",
    "thoughts",
    "tags",
    "tag",
    "keywords",
    "source",
    "rival",
  ],
  ...[
    "task",
    "object",
    "model",
    "created",
    "finishreason",
    "pointofview",
    "register",
    "format",
    "count",
    "total",
  ],
  ...["slots", "classes", "categories", "otherclasses", "realexamples", "steps", "analysis", "comments"],
]);

/** Returns a name without case, digits and signs: "Example_1" -> "example". */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}]+/gu, "");
}

/** Returns how clearly a name is that of a field of texts: 0 is the clearest, Infinity is an unknown name. */
export function rankOfName(name: string): number {
  const plain = plainName(name);
  const exact = textNames.indexOf(plain);
  if (exact >= 0) return exact;
  const ending = textNames.findIndex((each) => plain.endsWith(each));
  return ending < 0 || otherNames.has(plain) ? Number.POSITIVE_INFINITY : textNames.length + ending;
}

/** Tells whether a name is that of a list of texts: "texts", "Examples", "user_queries". */
export function isListName(name: string): boolean {
  const plain = plainName(name);
  if (otherNames.has(plain)) return false;
  return [plain, plain.replace(/s$/, ""), plain.replace(/es$/, ""), plain.replace(/ies$/, "y")].some((each) =>
    ["result", "list", "row", "record", ...textNames].some((known) => each.endsWith(known)),
  );
}

/** Tells whether a name is that of something else than texts: a label, a number, an explanation. */
export function isOtherName(name: string): boolean {
  return otherNames.has(plainName(name));
}

type Row = Readonly<Record<string, string>>;

/**
 * Chooses the field that contains the texts: by its name, else the field whose values are long and differ between rows,
 * unlike labels. Returns undefined if there is no such field.
 */
export function textFieldOf(rows: readonly Row[]): string | undefined {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, 50);
  const common = names.filter((name) => rows.filter((row) => name in row).length * 2 >= rows.length);
  const known = common.filter((name) => rankOfName(name) < Number.POSITIVE_INFINITY);
  if (known.length > 0) return known.reduce((a, b) => (rankOfName(b) < rankOfName(a) ? b : a));
  const others = common.filter((name) => !isOtherName(name));
  const scores = others.map((name) => {
    const values = rows.flatMap((row) => row[name] ?? []);
    const letters = values.reduce((sum, value) => sum + value.length, 0) / values.length;
    return (letters * new Set(values).size) / values.length;
  });
  return others[scores.indexOf(Math.max(...scores))];
}
