/**
 * A run's row without what the ledger has anyway: its header is found there, right behind the claim. The token, which nobody
 * looks a run up by, needs no index: two runs cannot have one, since each is the number its claim was going to have.
 */
export const narrowRuns = /* sql */ `
CREATE TABLE narrow_run (
  id            TEXT PRIMARY KEY,
  job_id        TEXT NOT NULL REFERENCES job(id),
  number        INTEGER NOT NULL,
  state         TEXT NOT NULL,
  worker        TEXT NOT NULL,
  token         INTEGER NOT NULL,
  ready_at      INTEGER NOT NULL,
  started_at    INTEGER NOT NULL,
  finished_at   INTEGER,
  attempt_used  INTEGER NOT NULL,
  code          TEXT,
  message       TEXT,
  verdict       TEXT,
  wall_ms       INTEGER NOT NULL,
  tool_calls    INTEGER NOT NULL,
  output_bytes  INTEGER NOT NULL,
  output        TEXT REFERENCES body(id),
  result        TEXT REFERENCES body(id),
  UNIQUE (job_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO narrow_run SELECT id, job_id, number, state, worker, token, ready_at, started_at, finished_at, attempt_used, code,
  message, verdict, wall_ms, tool_calls, output_bytes, output, result FROM run ORDER BY id;
DROP TABLE run;
ALTER TABLE narrow_run RENAME TO run;

-- A list of more than two is made into a table of its own at each insert.
DROP INDEX event_kind;
CREATE INDEX event_kind ON event(kind, seq)
  WHERE kind <> 'job.enqueued' AND kind <> 'run.claimed' AND kind <> 'run.header' AND kind <> 'run.finished';
`
