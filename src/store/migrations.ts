/**
 * The tables of a project, as the steps that made them. A step is never changed after a release: a later form is a
 * further step. The number of steps is the database's `user_version`.
 *
 * Columns `label`, `correction`, `prediction`, `runner_up`, `base` and `held_out` hold the id of a class, 0 for "none of
 * the classes", a negative number for several classes (see LabelCodes), and NULL if there is nothing. Rows are not deleted
 * but marked, so that undo can bring them back.
 */
export const migrations: readonly (readonly string[])[] = [
  [
    // Settings and counters of the project, by name. "revision" grows with every change.
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "INSERT INTO setting VALUES ('revision', '0'), ('orderVersion', '1'), ('accepted', '0')",
    `CREATE TABLE class (
      id INTEGER PRIMARY KEY,
      version INTEGER NOT NULL DEFAULT 1,
      name TEXT NOT NULL,
      description TEXT NOT NULL DEFAULT '',
      parent INTEGER,
      place INTEGER NOT NULL,
      deleted INTEGER NOT NULL DEFAULT 0
    )`,
    "CREATE UNIQUE INDEX class_name ON class (name) WHERE deleted = 0",
    "CREATE TABLE import (id INTEGER PRIMARY KEY, name TEXT NOT NULL, time TEXT NOT NULL)",
    `CREATE TABLE text (
      id INTEGER PRIMARY KEY,
      version INTEGER NOT NULL DEFAULT 1,
      import INTEGER NOT NULL,
      text TEXT NOT NULL,
      -- The text in lower case, for the search; NULL if it equals the text.
      folded TEXT,
      -- The first 16 hex digits of the text's sha256.
      key TEXT NOT NULL,
      label INTEGER,
      correction INTEGER,
      corrected_at TEXT,
      corrected_by TEXT,
      hard INTEGER NOT NULL DEFAULT 0,
      prediction INTEGER,
      probability REAL,
      runner_up INTEGER,
      runner_up_probability REAL,
      none_probability REAL,
      -- Pairs of class and probability as JSON: of the labels if a text can have several, in a tree of the most probable
      -- node per level, from the top down.
      scores TEXT,
      -- The answer in the last accepted state.
      base INTEGER,
      held_out INTEGER,
      held_out_probability REAL,
      -- The revision whose model gave the answer.
      answered INTEGER NOT NULL DEFAULT -1,
      deleted INTEGER NOT NULL DEFAULT 0
    )`,
    "CREATE INDEX text_key ON text (key)",
    "CREATE INDEX text_correction ON text (correction) WHERE correction IS NOT NULL",
    "CREATE INDEX text_label ON text (label) WHERE label IS NOT NULL",
    `CREATE TABLE example (
      id INTEGER PRIMARY KEY,
      version INTEGER NOT NULL DEFAULT 1,
      -- Id of a class; 0 for a text that is out of scope.
      label INTEGER NOT NULL,
      text TEXT NOT NULL,
      generator TEXT NOT NULL,
      call TEXT NOT NULL,
      edited INTEGER NOT NULL DEFAULT 0,
      deleted INTEGER NOT NULL DEFAULT 0
    )`,
    "CREATE INDEX example_label ON example (label)",
    `CREATE TABLE pin (
      id INTEGER PRIMARY KEY,
      version INTEGER NOT NULL DEFAULT 1,
      text TEXT NOT NULL,
      label INTEGER NOT NULL,
      answer INTEGER,
      probability REAL,
      deleted INTEGER NOT NULL DEFAULT 0
    )`,
    // What was done, with the values of the changed columns before and after, so that it can be undone.
    `CREATE TABLE action (
      id INTEGER PRIMARY KEY,
      revision INTEGER NOT NULL,
      time TEXT NOT NULL,
      author TEXT NOT NULL,
      what TEXT NOT NULL,
      changes TEXT NOT NULL,
      undone INTEGER NOT NULL DEFAULT 0
    )`,
    `CREATE TABLE job (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      state TEXT NOT NULL,
      created TEXT NOT NULL,
      ended TEXT,
      title TEXT NOT NULL,
      -- Never a key of a language model.
      request TEXT NOT NULL,
      progress TEXT NOT NULL,
      problem TEXT,
      results TEXT NOT NULL DEFAULT '[]',
      made_version INTEGER
    )`,
    `CREATE TABLE version (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      note TEXT NOT NULL DEFAULT '',
      created TEXT NOT NULL,
      revision INTEGER NOT NULL,
      -- Counts and figures as JSON.
      facts TEXT NOT NULL,
      -- Classes, labels, examples and pins at that time, as JSON.
      snapshot TEXT NOT NULL
    )`,
    "CREATE TABLE evaluation (id INTEGER PRIMARY KEY, revision INTEGER NOT NULL, time TEXT NOT NULL, result TEXT NOT NULL)",
  ],
  [
    // Sets of several classes, by a negative id. Classes are a JSON list of ids in ascending order.
    "CREATE TABLE label_set (id INTEGER PRIMARY KEY, classes TEXT NOT NULL)",
    // Classes of a tree may have equal names below different classes.
    "DROP INDEX class_name",
    // In a tree: the probability of the most probable class at the top.
    "ALTER TABLE text ADD COLUMN top_probability REAL",
  ],
];
