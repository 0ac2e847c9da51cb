/**
 * Bulk operations and which jobs each changed, with the number of the event that did it; lists by reason. `changes`, `skipped`,
 * `left_out` and `kept` are the JSON of the events.
 */
export const operations = /* sql */ `
CREATE TABLE operation (
  seq        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  act        TEXT NOT NULL,
  priority   INTEGER,
  state      TEXT NOT NULL,
  actor      TEXT NOT NULL,
  filter     TEXT NOT NULL REFERENCES body(id),
  planned    INTEGER NOT NULL,
  changes    TEXT NOT NULL,
  skipped    TEXT NOT NULL,
  changed    INTEGER NOT NULL,
  restored   INTEGER NOT NULL,
  stopped_by TEXT,
  left_out   TEXT NOT NULL,
  kept       TEXT,
  started_at INTEGER NOT NULL,
  ended_at   INTEGER
) STRICT;
CREATE INDEX operation_open ON operation(state) WHERE state = 'running';
CREATE TABLE operation_job (
  operation TEXT NOT NULL,
  job_seq   INTEGER NOT NULL,
  event     INTEGER NOT NULL,
  PRIMARY KEY (operation, job_seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_outcome ON job(outcome_code, seq) WHERE outcome_code IS NOT NULL;
CREATE INDEX job_held ON job(held_reason, seq) WHERE held_reason IS NOT NULL;
`
