/** Ledger, bodies, queue, workspaces and kill switch. Times are integer milliseconds; hashes are 32 raw bytes. */
export const foundation = /* sql */ `
CREATE TABLE event (
  seq       INTEGER PRIMARY KEY,
  at        INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  v         INTEGER NOT NULL,
  actor     TEXT NOT NULL,
  job_id    TEXT,
  run_id    TEXT,
  trace_id  TEXT,
  payload   TEXT NOT NULL,
  prev_hash BLOB NOT NULL,
  hash      BLOB NOT NULL
) STRICT;
CREATE INDEX event_job ON event(job_id, seq) WHERE job_id IS NOT NULL;
CREATE INDEX event_run ON event(run_id, seq) WHERE run_id IS NOT NULL;
CREATE INDEX event_kind ON event(kind, seq);
CREATE TRIGGER event_is_append_only_update BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: no update'); END;
CREATE TRIGGER event_is_append_only_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: no delete'); END;
-- INSERT OR REPLACE removes rows without the trigger above, and a gap would look like a row that was taken out.
CREATE TRIGGER event_is_append_only_insert BEFORE INSERT ON event
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM event)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: rows follow one another'); END;

CREATE TABLE segment (
  id        INTEGER PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  prev_hash BLOB NOT NULL,
  last_seq  INTEGER,
  hash      BLOB,
  closed_at INTEGER
) STRICT;

CREATE TABLE checkpoint (
  seq  INTEGER PRIMARY KEY,
  hash BLOB NOT NULL,
  at   INTEGER NOT NULL
) STRICT;

CREATE TABLE body (
  id      TEXT PRIMARY KEY,
  media   TEXT NOT NULL CHECK (media IN ('json', 'text', 'frames', 'file')),
  salt    BLOB NOT NULL,
  digest  BLOB,
  size    INTEGER NOT NULL,
  content BLOB
) STRICT;

CREATE TABLE job (
  seq              INTEGER PRIMARY KEY,
  id               TEXT NOT NULL UNIQUE,
  short            TEXT NOT NULL,
  type             TEXT NOT NULL,
  payload_version  INTEGER NOT NULL,
  title            TEXT NOT NULL,
  state            TEXT NOT NULL,
  held_reason      TEXT,
  workspace        TEXT NOT NULL,
  requires         TEXT NOT NULL,
  lane             TEXT NOT NULL,
  priority         INTEGER NOT NULL,
  compat           TEXT,
  idempotency_key  TEXT UNIQUE,
  created_at       INTEGER NOT NULL,
  run_at           INTEGER,
  ready_at         INTEGER,
  finished_at      INTEGER,
  attempts         INTEGER NOT NULL,
  max_attempts     INTEGER NOT NULL,
  runs             INTEGER NOT NULL,
  last_run         TEXT,
  cancel_requested INTEGER NOT NULL,
  verdict          TEXT,
  outcome_code     TEXT,
  outcome_message  TEXT,
  spec             TEXT NOT NULL REFERENCES body(id)
) STRICT;
CREATE INDEX job_ready ON job(lane, priority DESC, seq) WHERE state = 'queued';
CREATE INDEX job_due ON job(run_at) WHERE state IN ('scheduled', 'retrying');
CREATE INDEX job_state ON job(state, seq);
CREATE INDEX job_type ON job(type, state, seq);
CREATE INDEX job_workspace ON job(workspace, seq);
CREATE INDEX job_short ON job(short);
CREATE INDEX job_queued_age ON job(ready_at) WHERE state = 'queued';

CREATE TABLE job_count (state TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO job_count(state, n) VALUES ('scheduled', 0), ('awaiting_approval', 0), ('held', 0), ('queued', 0), ('running', 0),
  ('retrying', 0), ('succeeded', 0), ('failed', 0), ('cancelled', 0);
CREATE TABLE lane (lane TEXT PRIMARY KEY, queued INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER job_counted_insert AFTER INSERT ON job BEGIN
  UPDATE job_count SET n = n + 1 WHERE state = NEW.state;
  INSERT INTO lane(lane, queued) VALUES (NEW.lane, NEW.state = 'queued')
    ON CONFLICT(lane) DO UPDATE SET queued = queued + excluded.queued;
END;
CREATE TRIGGER job_counted_update AFTER UPDATE OF state ON job WHEN OLD.state <> NEW.state BEGIN
  UPDATE job_count SET n = n - 1 WHERE state = OLD.state;
  UPDATE job_count SET n = n + 1 WHERE state = NEW.state;
  UPDATE lane SET queued = queued + (NEW.state = 'queued') - (OLD.state = 'queued') WHERE lane = NEW.lane;
END;

CREATE TABLE run (
  id            TEXT PRIMARY KEY,
  job_id        TEXT NOT NULL REFERENCES job(id),
  number        INTEGER NOT NULL,
  state         TEXT NOT NULL,
  worker        TEXT NOT NULL,
  token         INTEGER NOT NULL UNIQUE,
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
  header        TEXT,
  UNIQUE (job_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_running ON run(state) WHERE state = 'running';

CREATE TABLE artifact (
  id         TEXT PRIMARY KEY,
  job_id     TEXT NOT NULL REFERENCES job(id),
  run_id     TEXT NOT NULL REFERENCES run(id),
  kind       TEXT NOT NULL,
  name       TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size       INTEGER NOT NULL,
  state      TEXT NOT NULL,
  body       TEXT NOT NULL REFERENCES body(id),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX artifact_job ON artifact(job_id);

CREATE TABLE workspace (
  name     TEXT PRIMARY KEY,
  path     TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  demo     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE kill_switch (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  mode   TEXT NOT NULL,
  since  INTEGER,
  source TEXT,
  note   TEXT
) STRICT;
INSERT INTO kill_switch(id, mode) VALUES (1, 'released');
CREATE TABLE kill_switch_run (run_id TEXT PRIMARY KEY, job_id TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Processes a crash could leave behind. Not evidence: it holds what is alive now.
CREATE TABLE process (
  pid        INTEGER NOT NULL,
  start_time TEXT NOT NULL,
  owner      TEXT NOT NULL,
  PRIMARY KEY (pid, start_time)
) STRICT, WITHOUT ROWID;
`
