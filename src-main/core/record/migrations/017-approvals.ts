/**
 * Requests to the operator and what became of them, what was approved beforehand, and the rules of what needs asking. A request
 * is never removed: a job whose request is gone would look like one that nobody asked about.
 */
export const approvals = /* sql */ `
CREATE TABLE approval (
  seq             INTEGER PRIMARY KEY,
  id              TEXT NOT NULL UNIQUE,
  job             INTEGER NOT NULL REFERENCES job(seq),
  run             TEXT REFERENCES run(id),
  kind            TEXT NOT NULL,
  state           TEXT NOT NULL,
  hash            TEXT NOT NULL,
  snapshot        TEXT NOT NULL REFERENCES body(id),
  alike           TEXT NOT NULL,
  key             TEXT,
  type            TEXT NOT NULL,
  workspace       TEXT NOT NULL,
  priority        INTEGER NOT NULL,
  asked_at        INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  on_timeout      TEXT NOT NULL,
  continuation    TEXT REFERENCES body(id),
  replaces        TEXT,
  decision        INTEGER,
  decided_at      INTEGER,
  decided_by      TEXT,
  how             TEXT,
  note            TEXT REFERENCES body(id),
  grant_id        TEXT,
  edited_hash     TEXT,
  edited_snapshot TEXT REFERENCES body(id),
  differences     TEXT REFERENCES body(id),
  void_reason     TEXT,
  spent_at        INTEGER,
  spent_run       TEXT
) STRICT;
CREATE INDEX approval_job ON approval(job, seq);
CREATE INDEX approval_pending ON approval(priority DESC, seq) WHERE state = 'pending';
CREATE INDEX approval_expiry ON approval(expires_at) WHERE state = 'pending';
CREATE TRIGGER approval_is_kept BEFORE DELETE ON approval
BEGIN SELECT RAISE(ABORT, 'an approval is never removed'); END;

CREATE TABLE approval_grant (
  seq        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  approval   TEXT NOT NULL,
  state      TEXT NOT NULL,
  kind       TEXT NOT NULL,
  pattern    TEXT NOT NULL REFERENCES body(id),
  uses       INTEGER NOT NULL,
  used       INTEGER NOT NULL,
  given_at   INTEGER NOT NULL,
  given_by   TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at   INTEGER,
  ended_by   TEXT,
  note       TEXT REFERENCES body(id)
) STRICT;
CREATE INDEX approval_grant_active ON approval_grant(seq) WHERE state = 'active';

CREATE TABLE approval_rule (
  id         TEXT PRIMARY KEY,
  revision   INTEGER NOT NULL,
  enabled    INTEGER NOT NULL,
  at         TEXT NOT NULL,
  spec       TEXT NOT NULL REFERENCES body(id),
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`
