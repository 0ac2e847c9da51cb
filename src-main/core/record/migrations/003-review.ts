/** What is decided about artifacts, where they were promoted to, and how many are in each state. */
export const review = /* sql */ `
ALTER TABLE artifact ADD COLUMN workspace TEXT NOT NULL DEFAULT '';
ALTER TABLE artifact ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE artifact ADD COLUMN undo_to TEXT;
ALTER TABLE artifact ADD COLUMN decided_at INTEGER;
ALTER TABLE artifact ADD COLUMN decided_by TEXT;
ALTER TABLE artifact ADD COLUMN note TEXT;
ALTER TABLE artifact ADD COLUMN promotion TEXT;
ALTER TABLE artifact ADD COLUMN busy INTEGER NOT NULL DEFAULT 0;
ALTER TABLE artifact ADD COLUMN made_seq INTEGER;
UPDATE artifact SET workspace = coalesce((SELECT workspace FROM job WHERE job.id = artifact.job_id), '');
UPDATE artifact SET made_seq = made.seq FROM (
  SELECT seq, CASE WHEN json_valid(payload) THEN payload ->> '$.artifact' END AS id FROM event WHERE kind = 'artifact.created'
) AS made WHERE made.id = artifact.id;
-- What is decided, which is little. Where each was made is kept with it, so that a finish adds nothing here.
CREATE INDEX event_review ON event(run_id, seq)
  WHERE kind >= 'artifact.' AND kind < 'artifact/' AND kind <> 'artifact.created';
CREATE INDEX artifact_state ON artifact(state, id);
CREATE INDEX artifact_short ON artifact(substr(id, -8));

CREATE TABLE promotion (
  id          TEXT PRIMARY KEY,
  artifact_id TEXT NOT NULL REFERENCES artifact(id),
  target      TEXT NOT NULL,
  state       TEXT NOT NULL,
  effect      TEXT NOT NULL,
  content     TEXT NOT NULL REFERENCES body(id),
  previous    TEXT REFERENCES body(id),
  note        TEXT,
  actor       TEXT NOT NULL,
  begun_at    INTEGER NOT NULL,
  ended_at    INTEGER,
  problem     TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX promotion_artifact ON promotion(artifact_id, id);
CREATE INDEX promotion_open ON promotion(state) WHERE state IN ('begun', 'undoing');

CREATE TABLE artifact_count (state TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO artifact_count(state, n) VALUES ('needs_review', 0), ('accepted', 0), ('promoted', 0), ('rejected', 0),
  ('superseded', 0), ('archived', 0);
INSERT INTO artifact_count(state, n) SELECT state, count(*) FROM artifact WHERE true GROUP BY state
  ON CONFLICT(state) DO UPDATE SET n = excluded.n;
CREATE TRIGGER artifact_counted_insert AFTER INSERT ON artifact BEGIN
  UPDATE artifact_count SET n = n + 1 WHERE state = NEW.state;
END;
CREATE TRIGGER artifact_counted_update AFTER UPDATE OF state ON artifact WHEN OLD.state <> NEW.state BEGIN
  UPDATE artifact_count SET n = n - 1 WHERE state = OLD.state;
  UPDATE artifact_count SET n = n + 1 WHERE state = NEW.state;
END;
`
