/**
 * What the gates of runs decided, what makes proofs single and was used up, and what trust providers have to take back. None of it
 * holds a credential.
 */
export const trust = /* sql */ `
CREATE TABLE run_trust (
  run      TEXT PRIMARY KEY REFERENCES run(id),
  job      TEXT NOT NULL,
  decision TEXT NOT NULL,
  code     TEXT,
  facts    TEXT,
  envelope TEXT,
  sha256   TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX run_trust_job ON run_trust(job, run);
CREATE TABLE spent_proof (
  nonce      TEXT PRIMARY KEY,
  job        TEXT NOT NULL,
  expires_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE trust_handle (
  handle   TEXT PRIMARY KEY,
  run      TEXT NOT NULL REFERENCES run(id),
  provider TEXT NOT NULL,
  state    TEXT NOT NULL,
  tries    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX trust_handle_run ON trust_handle(run);
CREATE INDEX trust_handle_due ON trust_handle(handle) WHERE state = 'due';
`
