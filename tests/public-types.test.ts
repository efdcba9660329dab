import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const dist = resolve(import.meta.dirname, "../dist");

/** A declaration file: what it declares, imports and re-exports, each by its local name. */
interface Declarations {
  /** Name -> text of the declaration, without comments. */
  readonly declared: ReadonlyMap<string, string>;
  /** Name -> the declaration that is meant, in another file of the package. */
  readonly imported: ReadonlyMap<string, Declaration>;
  /** Public name -> the declaration that is meant. */
  readonly reexported: ReadonlyMap<string, Declaration>;
}

interface Declaration {
  readonly file: string;
  readonly name: string;
}

const keyOf = ({ file, name }: Declaration) => `${relative(dist, file)}: ${name}`;

/** Reads a declaration file of the compiler, in which every top-level statement begins at the start of a line. */
function parse(file: string): Declarations {
  const text = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const declared = new Map<string, string>();
  const imported = new Map<string, Declaration>();
  const reexported = new Map<string, Declaration>();
  for (const statement of text.split(/^(?=(?:import |export |declare |interface |type \w+.* =))/m)) {
    const [, from] = /from "(.+?)"/.exec(statement) ?? [];
    if (from !== undefined) {
      if (!from.startsWith(".")) continue;
      const target = join(dirname(file), from.replace(/\.[jt]s$/, ".d.ts"));
      const names = /\{([\s\S]*)\}/.exec(statement)?.[1].split(",") ?? [];
      for (const each of names.map((name) => name.trim().replace(/^type /, "")).filter(Boolean)) {
        const [name, alias = name] = each.split(" as ");
        (statement.startsWith("import") ? imported : reexported).set(alias, { file: target, name });
      }
      continue;
    }
    const [, name] =
      /^(?:export )?(?:declare )?(?:abstract )?(?:interface|type|class|function|const) (\w+)/.exec(
        statement,
      ) ?? [];
    if (name !== undefined) declared.set(name, `${declared.get(name) ?? ""}${statement}`);
  }
  return { declared, imported, reexported };
}

/** Returns the types of this package that a declaration names, other than in private and protected members. */
function namedTypes({ file, name }: Declaration): Declaration[] {
  const { declared, imported } = parse(file);
  const text = declared.get(name)!.replace(/"[^"]*"|^\s+(?:private |protected |#).*$/gm, "");
  const words = new Set(text.match(/\b[A-Z]\w*\b(?!\??:)/g));
  words.delete(name);
  return [...words].flatMap((word) => imported.get(word) ?? (declared.has(word) ? { file, name: word } : []));
}

/** Follows re-exports to the file that declares a name. */
function declarationOf(declaration: Declaration): Declaration {
  const { reexported, imported } = parse(declaration.file);
  const next = reexported.get(declaration.name) ?? imported.get(declaration.name);
  return next === undefined ? declaration : declarationOf(next);
}

describe.skipIf(!existsSync(dist))("the public names", () => {
  const publicNames = [...parse(join(dist, "index.d.ts")).reexported.values()].map(declarationOf);

  it("include every type that a public declaration names", () => {
    const known = new Set(publicNames.map(keyOf));
    const missing = publicNames.flatMap((declaration) =>
      namedTypes(declaration)
        .map(declarationOf)
        .filter((type) => !known.has(keyOf(type)))
        .map((type) => `${declaration.name} names ${type.name} of ${relative(dist, type.file)}`),
    );
    expect(missing).toEqual([]);
  });

  it.each(["encoders", "generate", "io", "testing"])("include all names of pilesort/%s", (entry) => {
    const all = new Set(parse(join(dist, "index.d.ts")).reexported.keys());
    const names = [...parse(join(dist, `${entry}.d.ts`)).reexported.keys()];
    expect(names).not.toEqual([]);
    expect(names.filter((name) => !all.has(name))).toEqual([]);
  });

  it("are all found by this check", () => {
    expect(publicNames.length).toBeGreaterThan(100);
    const classifier = publicNames.find(({ name }) => name === "Classifier")!;
    expect(namedTypes(classifier).map(({ name }) => name)).toContain("TrainingReport");
  });
});
