/**
 * Agents, what they say to each other, and what they do together. `agent_seen` and `group_pulse` are signs of life: when somebody
 * was heard of last. What follows from a silence is an event.
 */
export const agents = /* sql */ `
CREATE TABLE agent (
  name          TEXT PRIMARY KEY,
  spec          TEXT NOT NULL,
  state         TEXT NOT NULL,
  registered_at INTEGER NOT NULL
) STRICT;
CREATE TABLE agent_seen (
  agent TEXT PRIMARY KEY,
  at    INTEGER NOT NULL
) STRICT;
CREATE TABLE message (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  thread       TEXT NOT NULL,
  reply_to     TEXT,
  sender       TEXT NOT NULL,
  recipient    TEXT,
  team         TEXT,
  kind         TEXT NOT NULL,
  rank         INTEGER NOT NULL,
  subject      TEXT NOT NULL,
  content      TEXT NOT NULL REFERENCES body(id),
  priority     INTEGER NOT NULL,
  state        TEXT NOT NULL,
  ack_required INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  delivered_at INTEGER,
  read_at      INTEGER,
  acked_at     INTEGER,
  job          TEXT,
  problem      TEXT
) STRICT;
CREATE INDEX message_inbox ON message(recipient, rank, priority DESC, seq) WHERE state = 'pending';
CREATE INDEX message_expiring ON message(expires_at) WHERE expires_at IS NOT NULL AND state IN ('pending', 'delivered');
CREATE INDEX message_thread ON message(thread, seq);
CREATE INDEX message_to ON message(recipient, seq);
CREATE TABLE message_receipt (
  message TEXT NOT NULL REFERENCES message(id),
  seq     INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  actor   TEXT NOT NULL,
  at      INTEGER NOT NULL,
  note    TEXT,
  PRIMARY KEY (message, seq, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE task_group (
  seq           INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  actor         TEXT NOT NULL,
  state         TEXT NOT NULL,
  timeout_s     INTEGER NOT NULL,
  stuck_after_s INTEGER NOT NULL,
  deliver_to    TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  ended_at      INTEGER
) STRICT;
CREATE INDEX task_group_state ON task_group(state, seq);
CREATE TABLE group_member (
  grp        TEXT NOT NULL REFERENCES task_group(id),
  name       TEXT NOT NULL,
  job        TEXT,
  state      TEXT NOT NULL,
  note       TEXT,
  changed_at INTEGER NOT NULL,
  steered_at INTEGER,
  alerted_at INTEGER,
  PRIMARY KEY (grp, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_member_job ON group_member(job) WHERE job IS NOT NULL;
CREATE TABLE group_pulse (
  grp    TEXT NOT NULL,
  member TEXT NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (grp, member)
) STRICT, WITHOUT ROWID;
CREATE TABLE team (
  name    TEXT PRIMARY KEY,
  members TEXT NOT NULL
) STRICT;
CREATE TABLE team_task (
  seq        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  team       TEXT NOT NULL,
  title      TEXT NOT NULL,
  state      TEXT NOT NULL,
  gate       TEXT,
  created_at INTEGER NOT NULL,
  ended_at   INTEGER
) STRICT;
CREATE INDEX team_task_of ON team_task(team, seq);
CREATE INDEX team_task_gate ON team_task(gate) WHERE gate IS NOT NULL AND state = 'blocked';
`
