/** Model servers, and how long the latest probes of each took; `ms` is null where no list of models came. */
export const endpoints = /* sql */ `
CREATE TABLE endpoint (
  id            TEXT PRIMARY KEY,
  name          TEXT NOT NULL UNIQUE,
  url           TEXT NOT NULL,
  secret        TEXT,
  model         TEXT,
  interval_s    INTEGER NOT NULL,
  timeout_ms    INTEGER NOT NULL,
  slow_ms       INTEGER NOT NULL,
  revision      INTEGER NOT NULL,
  added_at      INTEGER NOT NULL,
  state         TEXT NOT NULL,
  reason_code   TEXT,
  reason_detail TEXT,
  state_since   INTEGER NOT NULL
) STRICT;
CREATE TABLE endpoint_probe (
  endpoint TEXT NOT NULL REFERENCES endpoint(id),
  at       INTEGER NOT NULL,
  ms       INTEGER,
  PRIMARY KEY (endpoint, at)
) STRICT, WITHOUT ROWID;
`
