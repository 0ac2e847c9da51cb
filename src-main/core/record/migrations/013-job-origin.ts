/** Where a job comes from, for those that no caller enqueued: a row apart, so that all others are written as before. */
export const jobOrigin = /* sql */ `
CREATE TABLE job_origin (
  job      INTEGER PRIMARY KEY REFERENCES job(seq),
  kind     TEXT NOT NULL,
  schedule TEXT NOT NULL,
  firing   TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX job_origin_schedule ON job_origin(schedule, job);
`
