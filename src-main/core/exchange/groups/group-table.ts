import { groupMemberSchema, groupSchema, type TaskGroup, type TeamTask, teamTaskSchema } from '#schemas'
import { isoTime } from '#schemas/format'
import type { Store } from '#core/record'

export interface GroupRow {
  /** Number of the event that told of it. */
  seq: number
  id: string
  name: string
  actor: string
  state: string
  timeout_s: number
  stuck_after_s: number
  deliver_to: string
  created_at: number
  ended_at: number | null
}

export interface MemberRow {
  grp: string
  name: string
  job: string | null
  state: string
  note: string | null
  changed_at: number
  steered_at: number | null
  alerted_at: number | null
}

/** A member with the last sign of its life. */
export type SeenMember = MemberRow & { seen_at: number | null }

export interface TaskRow {
  seq: number
  id: string
  team: string
  title: string
  state: string
  gate: string | null
  created_at: number
  ended_at: number | null
}

export type GroupTable = ReturnType<typeof createGroupTable>

export function createGroupTable(store: Store) {
  const byId = store.query<{ id: string }, GroupRow>('SELECT * FROM task_group WHERE id = :id')
  const members = store.query<{ group: string }, SeenMember>(
    `SELECT group_member.*, group_pulse.at AS seen_at FROM group_member
      LEFT JOIN group_pulse ON group_pulse.grp = group_member.grp AND group_pulse.member = group_member.name
      WHERE group_member.grp = :group ORDER BY group_member.name`,
  )
  const active = store.query<object, GroupRow>(
    "SELECT * FROM task_group INDEXED BY task_group_state WHERE state = 'active' ORDER BY seq",
  )
  const ofJob = store.query<{ job: string }, MemberRow>(
    'SELECT * FROM group_member INDEXED BY group_member_job WHERE job = :job',
  )
  return {
    byId: (id: string) => byId.get({ id }),
    members: (group: string) => members.all({ group }),
    active: () => active.all({}),
    ofJob: (job: string) => ofJob.all({ job }),
    page: store.query<{ state: string; before: number; limit: number }, GroupRow>(
      `SELECT * FROM task_group WHERE seq < :before AND (:state = '' OR state = :state) ORDER BY seq DESC LIMIT :limit`,
    ),
    insert: store.change<GroupRow>(
      `INSERT INTO task_group(seq, id, name, actor, state, timeout_s, stuck_after_s, deliver_to, created_at, ended_at)
        VALUES (:seq, :id, :name, :actor, :state, :timeout_s, :stuck_after_s, :deliver_to, :created_at, :ended_at)`,
    ),
    end: store.change<{ id: string; state: string; at: number }>(
      'UPDATE task_group SET state = :state, ended_at = :at WHERE id = :id',
    ),
    insertMember: store.change<MemberRow>(
      `INSERT INTO group_member(grp, name, job, state, note, changed_at, steered_at, alerted_at)
        VALUES (:grp, :name, :job, :state, :note, :changed_at, :steered_at, :alerted_at)`,
    ),
    changeMember: store.change<{ grp: string; name: string; state: string; note: string | null; at: number }>(
      `UPDATE group_member SET state = :state, note = :note, changed_at = :at, steered_at = NULL, alerted_at = NULL
        WHERE grp = :grp AND name = :name`,
    ),
    steered: store.change<{ grp: string; name: string; at: number }>(
      'UPDATE group_member SET steered_at = :at WHERE grp = :grp AND name = :name',
    ),
    alerted: store.change<{ grp: string; name: string; at: number }>(
      'UPDATE group_member SET alerted_at = :at WHERE grp = :grp AND name = :name',
    ),
    pulse: store.change<{ grp: string; member: string; at: number }>(
      `INSERT INTO group_pulse(grp, member, at) VALUES (:grp, :member, :at)
        ON CONFLICT(grp, member) DO UPDATE SET at = :at`,
    ),
    forgetPulses: store.change<{ grp: string }>('DELETE FROM group_pulse WHERE grp = :grp'),
  }
}

// A row that somebody wrote to is shown as far as it can be read.
const shownState = groupSchema.shape.state.catch('failed')
const shownMember = groupMemberSchema.shape.state.catch('dead')
const shownTask = teamTaskSchema.shape.state.catch('failed')

const time = (at: number | null) => (at === null ? null : isoTime(at))

export function toGroup(row: GroupRow, members: readonly SeenMember[]): TaskGroup {
  return {
    id: row.id,
    seq: row.seq,
    name: row.name,
    actor: row.actor,
    state: shownState.parse(row.state),
    timeout_s: row.timeout_s,
    stuck_after_s: row.stuck_after_s,
    deliver_to: row.deliver_to,
    created_at: isoTime(row.created_at),
    deadline: isoTime(row.created_at + row.timeout_s * 1000),
    ended_at: time(row.ended_at),
    members: members.map((member) => ({
      name: member.name,
      job: member.job,
      state: shownMember.parse(member.state),
      note: member.note,
      changed_at: isoTime(member.changed_at),
      last_seen_at: time(member.seen_at),
      steered_at: time(member.steered_at),
      alerted_at: time(member.alerted_at),
    })),
  }
}

export function toTask(row: TaskRow, gateState: 'waiting' | 'passed' | 'failed'): TeamTask {
  return {
    id: row.id,
    team: row.team,
    title: row.title,
    state: shownTask.parse(row.state),
    gate: row.gate === null ? null : { group: row.gate, state: gateState },
    created_at: isoTime(row.created_at),
    ended_at: time(row.ended_at),
  }
}
