/**
 * What is sent out, and where to. A delivery that waits has the time of its next try; nothing says that one is under way, so
 * that a crash leaves it as it was.
 */
export const delivery = /* sql */ `
CREATE TABLE alias (
  name       TEXT PRIMARY KEY,
  channel    TEXT NOT NULL,
  revision   INTEGER NOT NULL,
  spec       TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE outbox (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  paused INTEGER NOT NULL,
  since  INTEGER,
  actor  TEXT
) STRICT;
INSERT INTO outbox(id, paused) VALUES (1, 0);
CREATE TABLE job_deliver (
  job    INTEGER PRIMARY KEY REFERENCES job(seq),
  alias  TEXT NOT NULL,
  wanted TEXT NOT NULL,
  output INTEGER NOT NULL
) STRICT;
CREATE TABLE delivery (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  alias        TEXT NOT NULL,
  channel      TEXT NOT NULL,
  topic        TEXT NOT NULL,
  urgency      TEXT NOT NULL,
  state        TEXT NOT NULL,
  hold         TEXT,
  dedupe_key   TEXT,
  job          TEXT,
  run          TEXT,
  actor        TEXT NOT NULL,
  title        TEXT NOT NULL,
  news         TEXT NOT NULL REFERENCES body(id),
  created_at   INTEGER NOT NULL,
  next_at      INTEGER,
  attempts     INTEGER NOT NULL,
  max_attempts INTEGER NOT NULL,
  parts        INTEGER NOT NULL,
  problem      TEXT,
  status       INTEGER,
  ended_at     INTEGER,
  digest       TEXT
) STRICT;
CREATE INDEX delivery_due ON delivery(alias, next_at, seq) WHERE state = 'waiting';
CREATE INDEX delivery_next ON delivery(next_at) WHERE state = 'waiting';
CREATE INDEX delivery_state ON delivery(state, seq);
CREATE INDEX delivery_alias ON delivery(alias, seq);
CREATE UNIQUE INDEX delivery_once ON delivery(alias, dedupe_key) WHERE dedupe_key IS NOT NULL;
CREATE TABLE delivery_receipt (
  seq      INTEGER NOT NULL,
  delivery TEXT NOT NULL REFERENCES delivery(id),
  kind     TEXT NOT NULL,
  actor    TEXT NOT NULL,
  at       INTEGER NOT NULL,
  attempt  INTEGER,
  problem  TEXT,
  status   INTEGER,
  ms       INTEGER,
  PRIMARY KEY (delivery, seq)
) STRICT, WITHOUT ROWID;
`
