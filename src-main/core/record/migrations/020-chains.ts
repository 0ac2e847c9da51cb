/**
 * Links of schedules to those they follow, what became of each, and what is still to be decided. `chain_end` empties itself: a row
 * goes with the decisions about it, in one transaction.
 */
export const chains = /* sql */ `
CREATE TABLE chain_link (
  child     TEXT NOT NULL REFERENCES schedule(id),
  link      INTEGER NOT NULL,
  parent    TEXT NOT NULL REFERENCES schedule(id),
  ends      TEXT NOT NULL,
  delay_s   INTEGER NOT NULL,
  condition TEXT,
  PRIMARY KEY (child, link)
) STRICT, WITHOUT ROWID;
CREATE INDEX chain_link_parent ON chain_link(parent, child);
CREATE TABLE chain_end (
  seq      INTEGER PRIMARY KEY,
  job      TEXT NOT NULL,
  run      TEXT,
  schedule TEXT NOT NULL,
  firing   TEXT NOT NULL,
  state    TEXT NOT NULL,
  code     TEXT,
  verdict  TEXT,
  at       INTEGER NOT NULL
) STRICT;
CREATE TABLE chain_decision (
  seq      INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL,
  parent   TEXT NOT NULL,
  child    TEXT NOT NULL,
  link     INTEGER NOT NULL,
  job      TEXT NOT NULL,
  run      TEXT,
  root     TEXT NOT NULL,
  depth    INTEGER NOT NULL,
  due_at   INTEGER NOT NULL,
  decision TEXT NOT NULL,
  reason   TEXT,
  firing   TEXT
) STRICT;
CREATE INDEX chain_decision_child ON chain_decision(child, link, seq);
CREATE INDEX chain_decision_parent ON chain_decision(parent, seq);
CREATE INDEX chain_decision_root ON chain_decision(root, child, seq);
CREATE INDEX chain_decision_job ON chain_decision(job, seq);
CREATE UNIQUE INDEX chain_decision_firing ON chain_decision(firing) WHERE firing IS NOT NULL;
CREATE TABLE watchdog (
  schedule   TEXT PRIMARY KEY,
  state      TEXT NOT NULL,
  alerted    TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
`
