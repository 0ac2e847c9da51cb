/** Probes in the order they came, which their times do not tell once the clock was set back. */
export const probeOrder = /* sql */ `
CREATE TABLE ordered_probe (
  endpoint TEXT NOT NULL REFERENCES endpoint(id),
  n        INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  ms       INTEGER,
  PRIMARY KEY (endpoint, n)
) STRICT, WITHOUT ROWID;
INSERT INTO ordered_probe(endpoint, n, at, ms)
  SELECT endpoint, row_number() OVER (PARTITION BY endpoint ORDER BY at), at, ms FROM endpoint_probe;
DROP TABLE endpoint_probe;
ALTER TABLE ordered_probe RENAME TO endpoint_probe;
`
