/**
 * Schedules, what each of their occurrences came to, and pools. `due` holds what is to be looked at when: schedules by their
 * next occurrence, firings that wait, schedules that are to be deleted; it is worked out anew where it is missing.
 */
export const schedules = /* sql */ `
CREATE TABLE schedule (
  seq        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  revision   INTEGER NOT NULL,
  spec       TEXT NOT NULL REFERENCES body(id),
  state      TEXT NOT NULL,
  failures   INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX schedule_name ON schedule(name) WHERE state <> 'deleted';
CREATE TABLE firing (
  seq        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  schedule   TEXT NOT NULL REFERENCES schedule(id),
  kind       TEXT NOT NULL,
  key        TEXT NOT NULL UNIQUE,
  due_at     INTEGER NOT NULL,
  until_at   INTEGER,
  count      INTEGER NOT NULL,
  state      TEXT NOT NULL,
  reason     TEXT,
  message    TEXT,
  job        TEXT,
  parent_job TEXT,
  parent_run TEXT,
  given      TEXT REFERENCES body(id),
  actor      TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  over_at    INTEGER
) STRICT;
CREATE INDEX firing_schedule ON firing(schedule, seq);
CREATE INDEX firing_schedule_state ON firing(schedule, state, seq);
CREATE INDEX firing_open ON firing(schedule, seq) WHERE state = 'enqueued' AND over_at IS NULL;
CREATE INDEX firing_parent ON firing(parent_job) WHERE parent_job IS NOT NULL;
CREATE INDEX firing_state ON firing(state, seq);
CREATE TABLE due (
  what   TEXT NOT NULL,
  ref    INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  PRIMARY KEY (what, ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX due_at ON due(at);
CREATE TABLE scheduler (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  paused     INTEGER NOT NULL,
  paused_at  INTEGER,
  resumed_at INTEGER
) STRICT;
INSERT INTO scheduler(id, paused) VALUES (1, 0);
CREATE TABLE scan_lease (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  token      TEXT NOT NULL,
  version    INTEGER NOT NULL,
  until      INTEGER NOT NULL,
  scanned_at INTEGER NOT NULL
) STRICT;
INSERT INTO scan_lease(id, token, version, until, scanned_at) VALUES (1, '', 0, 0, 0);
CREATE TABLE pool (
  name   TEXT PRIMARY KEY,
  size   INTEGER NOT NULL,
  paused INTEGER NOT NULL
) STRICT;
`
