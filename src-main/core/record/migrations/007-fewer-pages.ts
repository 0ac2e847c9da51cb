/**
 * What an index costs is a page of the log for each place it is changed in, with every commit. These are as small as their
 * readers allow: kinds that every run has are found by reading on, what waits or runs is found by its state, a run's events
 * among its job's, and lanes at the heads of the ready index.
 */
export const fewerPages = /* sql */ `
DROP INDEX event_kind;
CREATE INDEX event_kind ON event(kind, seq) WHERE kind NOT IN ('job.enqueued', 'run.claimed', 'run.header', 'run.finished');
DROP INDEX event_run;
CREATE INDEX event_run ON event(run_id, seq) WHERE run_id IS NOT NULL AND job_id IS NULL;

DROP INDEX job_type;
CREATE INDEX job_type ON job(type, state, seq) WHERE state NOT IN ('queued', 'running');
DROP INDEX job_queued_age;
CREATE INDEX job_queued_again ON job(ready_at) WHERE state = 'queued' AND ready_at <> created_at;

DROP TRIGGER job_counted_insert;
DROP TRIGGER job_counted_update;
DROP TABLE lane;
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
