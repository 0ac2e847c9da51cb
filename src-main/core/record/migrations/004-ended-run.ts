/**
 * One narrow row per run that ended, in the order of time, so that figures over a day or a week read neither runs nor jobs.
 * A finish adds to its end, which costs less than an index on the runs would. Shares are thousandths of a limit, null where
 * there is no limit or nobody knows what was used. The casts are for a limit somebody wrote into the database that is no whole
 * number: the column would refuse it, and the database would never open again.
 */
export const endedRun = /* sql */ `
CREATE TABLE ended_run (
  at           INTEGER NOT NULL,
  token        INTEGER NOT NULL,
  type         TEXT NOT NULL,
  state        TEXT NOT NULL,
  code         TEXT,
  imported     INTEGER NOT NULL,
  ready_at     INTEGER NOT NULL,
  started_at   INTEGER NOT NULL,
  time_share   INTEGER,
  tool_share   INTEGER,
  output_share INTEGER,
  PRIMARY KEY (at, token)
) STRICT, WITHOUT ROWID;
INSERT INTO ended_run(at, token, type, state, code, imported, ready_at, started_at, time_share, tool_share, output_share)
  SELECT at, token, type, state, code, imported, ready_at, started_at,
    CAST(wall_ms / nullif(spec ->> '$.budgets.max_wall_time_sec', 0) AS INTEGER),
    CAST(tool_calls * 1000 / nullif(spec ->> '$.budgets.max_tool_calls', 0) AS INTEGER),
    CAST(output_bytes * 1000 / nullif(spec ->> '$.budgets.max_output_bytes', 0) AS INTEGER)
  FROM (
    SELECT run.finished_at AS at, token, job.type, run.state, code, wall_ms, tool_calls, output_bytes, run.ready_at, run.started_at,
      EXISTS (SELECT 1 FROM event WHERE event.seq = run.token AND event.kind = 'run.imported') AS imported,
      CASE WHEN code IS NOT 'core_stopped' AND json_valid(CAST(content AS TEXT)) THEN CAST(content AS TEXT) END AS spec
    FROM run JOIN job ON job.id = run.job_id JOIN body ON body.id = job.spec WHERE run.finished_at IS NOT NULL);
`
