/**
 * A job's row in fewer indexes. The column constraint on idempotency keys had an entry, and so a page of the log, for jobs
 * without one too. Short ids end in chance and share no page, so many enter their index at a time: those of jobs up to
 * `short_id_until` are in it, the others are found in the rows. The event that enqueued a job is found by the job's own number.
 */
export const fewerJobPages = /* sql */ `
DROP VIEW lane;
CREATE TABLE lighter_job (
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
  idempotency_key  TEXT,
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
INSERT INTO lighter_job SELECT seq, id, short, type, payload_version, title, state, held_reason, workspace, requires, lane,
  priority, compat, idempotency_key, created_at, run_at, ready_at, finished_at, attempts, max_attempts, runs, last_run,
  cancel_requested, verdict, outcome_code, outcome_message, spec FROM job ORDER BY seq;
DROP TABLE job;
ALTER TABLE lighter_job RENAME TO job;

CREATE UNIQUE INDEX job_idempotency_key ON job(idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX job_ready ON job(lane, priority DESC, seq) WHERE state = 'queued';
CREATE INDEX job_due ON job(run_at) WHERE state IN ('scheduled', 'retrying');
CREATE INDEX job_state ON job(state, seq);
CREATE INDEX job_type ON job(type, state, seq) WHERE state NOT IN ('queued', 'running');
CREATE INDEX job_workspace ON job(workspace, seq);
CREATE INDEX job_queued_again ON job(ready_at) WHERE state = 'queued' AND ready_at <> created_at;
CREATE INDEX job_outcome ON job(outcome_code, seq) WHERE outcome_code IS NOT NULL;
CREATE INDEX job_held ON job(held_reason, seq) WHERE held_reason IS NOT NULL;
CREATE INDEX job_rare_verdict ON job(verdict, seq) WHERE verdict IN ('failed', 'partial');

CREATE TABLE short_id (
  short TEXT NOT NULL,
  seq   INTEGER NOT NULL,
  PRIMARY KEY (short, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE short_id_until (seq INTEGER NOT NULL) STRICT;
INSERT INTO short_id SELECT short, seq FROM job ORDER BY short;
INSERT INTO short_id_until SELECT coalesce(max(seq), 0) FROM job;
CREATE VIEW job_short(short, seq) AS
  SELECT short, seq FROM short_id
  UNION ALL
  SELECT short, seq FROM job WHERE seq > (SELECT seq FROM short_id_until);

DROP INDEX event_job;
CREATE INDEX event_job ON event(job_id, seq) WHERE job_id IS NOT NULL AND kind <> 'job.enqueued';

CREATE VIEW lane(lane) AS
  WITH RECURSIVE head(lane) AS (
    SELECT (SELECT min(lane) FROM job INDEXED BY job_ready WHERE state = 'queued')
    UNION ALL
    SELECT (SELECT min(lane) FROM job INDEXED BY job_ready WHERE state = 'queued' AND lane > head.lane) FROM head WHERE head.lane IS NOT NULL
  )
  SELECT lane FROM head WHERE lane IS NOT NULL;
CREATE TRIGGER job_counted_insert AFTER INSERT ON job BEGIN
  UPDATE job_count SET n = n + 1 WHERE state = NEW.state;
END;
CREATE TRIGGER job_counted_update AFTER UPDATE OF state ON job WHEN OLD.state <> NEW.state BEGIN
  UPDATE job_count SET n = n - 1 WHERE state = OLD.state;
  UPDATE job_count SET n = n + 1 WHERE state = NEW.state;
END;
`
