/** What the operator has arranged for themselves. Not evidence: no event speaks of it. */
export const desk = /* sql */ `
CREATE TABLE desk (
  key        TEXT PRIMARY KEY,
  revision   INTEGER NOT NULL,
  value      TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`
