/** Keys of programs, as hashes, and when each was used last. */
export const apiKeys = /* sql */ `
CREATE TABLE api_key (
  seq        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL UNIQUE,
  hash       TEXT NOT NULL UNIQUE,
  spec       TEXT NOT NULL,
  made_at    INTEGER NOT NULL,
  made_by    TEXT NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER
) STRICT;
CREATE TABLE api_key_use (
  key TEXT PRIMARY KEY,
  at  INTEGER NOT NULL
) STRICT;
`
