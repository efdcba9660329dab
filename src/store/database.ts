import { rename, rm } from "node:fs/promises";
import type { Client, InStatement, InValue, Row } from "@libsql/client";
import { loadOptionalPackage, rethrow } from "../files/optional-package.ts";
import { InputError } from "../index.ts";
import { migrations } from "./migrations.ts";

/** A statement with its values: by place, or by name (:name). */
export type Statement = InStatement;
type Values = InValue[] | Record<string, InValue>;

/** One SQLite file. Reads run at any time; writes run one after the other. */
export interface Database {
  /** Runs a query. */
  read<T = Row>(sql: string, values?: Values): Promise<T[]>;
  /** Runs a query that returns one row. @throws Error if it returns none */
  readOne<T = Row>(sql: string, values?: Values): Promise<T>;
  /**
   * Runs work that reads, and then writes all its statements at once: all of them are stored, or none. No other write runs
   * meanwhile, so what the work has read is still true when it writes.
   * @returns what the work returned, once its statements are on the disk
   */
  write<T>(work: (write: WriteLater) => Promise<T>): Promise<T>;
  /** Writes a copy of the database to a new file. */
  copyTo(path: string): Promise<void>;
  /** Ends running writes, then closes the file. */
  close(): Promise<void>;
}

/** Collects the statements of one write. */
type WriteLater = (...statements: Statement[]) => void;

/**
 * Opens a database and brings its tables to the present form.
 * @param url "file:" and a path, or the address of a libSQL server
 * @throws InputError if it is not a database, is damaged, or was written by a newer pilesort
 */
export async function openDatabase(url: string): Promise<Database> {
  const { createClient } = await loadOptionalPackage(
    () => import("@libsql/client").catch(rethrow),
    ["@libsql/client"],
    { source: url.replace(/^file:/, "") },
    "is stored with",
  );
  const client = createClient({ url, intMode: "number" });
  try {
    if (url.startsWith("file:")) await client.execute("PRAGMA journal_mode = WAL");
    await migrate(client, url);
  } catch (cause) {
    client.close();
    if (cause instanceof InputError) throw cause;
    throw new InputError(
      `is not a database of pilesort, or is damaged (${messageOf(cause)}); restore it from a backup.`,
      { source: url.replace(/^file:/, ""), cause },
    );
  }
  return new SqliteDatabase(client);
}

class SqliteDatabase implements Database {
  readonly #client: Client;
  /** Ends when the last write has ended. It never rejects. */
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(client: Client) {
    this.#client = client;
  }

  async read<T = Row>(sql: string, values: Values = []): Promise<T[]> {
    const { rows } = await this.#client.execute({ sql, args: values });
    return rows as unknown as T[];
  }

  async readOne<T = Row>(sql: string, values: Values = []): Promise<T> {
    const [row] = await this.read<T>(sql, values);
    if (row === undefined) throw new Error(`No row was found by: ${sql}`);
    return row;
  }

  write<T>(work: (write: WriteLater) => Promise<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(new InputError("The project is closed."));
    const run = this.#last.then(async () => {
      const statements: Statement[] = [];
      const result = await work((...more) => {
        for (const each of more) statements.push(each);
      });
      if (statements.length > 0) await this.#client.batch(statements, "write");
      return result;
    });
    this.#last = run.catch(() => {});
    return run;
  }

  async copyTo(path: string): Promise<void> {
    const draft = `${path}.partial`;
    await rm(draft, { force: true });
    await this.#client.execute({ sql: "VACUUM INTO ?", args: [draft] });
    await rename(draft, path);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#last;
    this.#client.close();
  }
}

/** Runs the migrations that the database lacks, each as a whole or not at all. */
async function migrate(client: Client, url: string): Promise<void> {
  const { rows } = await client.execute("PRAGMA user_version");
  const version = Number(rows[0].user_version);
  if (version > migrations.length) {
    throw new InputError("was written by a newer version of pilesort; update pilesort to open it.", {
      source: url.replace(/^file:/, ""),
    });
  }
  for (let next = version; next < migrations.length; next++) {
    await client.batch([...migrations[next], `PRAGMA user_version = ${next + 1}`], "write");
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
