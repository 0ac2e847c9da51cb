import { z } from 'zod'
import { type GroupInput, groupInputSchema, InterlockError, MAX_TEAMS, type Team, type TeamTask } from '#schemas'
import { type Clock, type Ids, parseGuardedJson } from '#schemas/format'
import type { Bodies, Ledger, Store } from '#core/record'
import type { Agents } from '../agents/agents.ts'
import type { Groups } from './groups.ts'
import { type TaskRow, toTask } from './group-table.ts'

/** Agents that are spoken to together, and their tasks. A task may wait behind a gate: a group that must be completed first. */
export interface Teams {
  list(): Team[]
  /** @throws InterlockError team_not_found, invalid_input where they cannot be read */
  members(name: string): string[]
  /** @throws InterlockError agent_not_found, too_many_of_kind */
  set(input: { name: string; members: readonly string[] }, actor: string): Promise<Team>
  /** @throws InterlockError team_not_found */
  remove(name: string, actor: string): Promise<{ removed: string }>
  tasks(query: { team: string; limit: number }): TeamTask[]
  /** @throws InterlockError team_not_found, alias_not_found, job_not_found */
  addTask(input: { team: string; title: string; gate?: GroupInput }, actor: string): Promise<TeamTask>
  /** @throws InterlockError team_task_not_found, team_task_state */
  endTask(input: { id: string; state: 'completed' | 'failed' }, actor: string): Promise<TeamTask>
}

export interface TeamsDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly agents: Pick<Agents, 'has'>
  readonly groups: Groups
  readonly hide: (text: string) => string
}

interface TeamRow {
  name: string
  members: string
}

export function createTeams({ store, ledger, bodies, clock, ids, agents, groups, hide }: TeamsDeps): Teams {
  const all = store.query<object, TeamRow>('SELECT * FROM team ORDER BY name')
  const byName = store.query<{ name: string }, TeamRow>('SELECT * FROM team WHERE name = :name')
  const put = store.change<TeamRow>(
    'INSERT INTO team(name, members) VALUES (:name, :members) ON CONFLICT(name) DO UPDATE SET members = :members',
  )
  const drop = store.change<{ name: string }>('DELETE FROM team WHERE name = :name')
  const counts = store.query<object, { team: string; state: string; n: number }>(
    "SELECT team, state, count(*) AS n FROM team_task WHERE state IN ('open', 'blocked') GROUP BY team, state",
  )
  const task = store.query<{ id: string }, TaskRow>('SELECT * FROM team_task WHERE id = :id')
  const ofTeam = store.query<{ team: string; limit: number }, TaskRow>(
    'SELECT * FROM team_task INDEXED BY team_task_of WHERE team = :team ORDER BY seq DESC LIMIT :limit',
  )
  const behind = store.query<{ gate: string }, TaskRow>(
    "SELECT * FROM team_task INDEXED BY team_task_gate WHERE gate IS NOT NULL AND state = 'blocked' AND gate = :gate",
  )
  const insert = store.change<TaskRow>(
    `INSERT INTO team_task(seq, id, team, title, state, gate, created_at, ended_at)
      VALUES (:seq, :id, :team, :title, :state, :gate, :created_at, :ended_at)`,
  )
  const setTask = store.change<{ id: string; state: string; ended_at: number | null }>(
    'UPDATE team_task SET state = :state, ended_at = :ended_at WHERE id = :id',
  )

  groups.onEnded((write, gate, verdict) => {
    for (const { id } of behind.all({ gate })) {
      const at = clock.now()
      const state = verdict === 'completed' ? 'open' : 'failed'
      ledger.append(write, 'team.task_changed', { task: id, state }, { actor: 'core', at })
      setTask.run(write, { id, state, ended_at: state === 'open' ? null : at })
    }
  })

  function list(): Team[] {
    const counted = new Map(counts.all({}).map(({ team, state, n }) => [`${state} ${team}`, n]))
    return all.all({}).map(({ name, members }) => ({
      name,
      members: namesOf(members) ?? [],
      open: counted.get(`open ${name}`) ?? 0,
      blocked: counted.get(`blocked ${name}`) ?? 0,
    }))
  }

  function found(name: string): TeamRow {
    const row = byName.get({ name })
    if (row === undefined) throw new InterlockError('team_not_found', { name })
    return row
  }

  function view(row: TaskRow): TeamTask {
    const group = row.gate === null ? undefined : groups.get(row.gate).state
    return toTask(row, group === 'active' ? 'waiting' : group === 'completed' ? 'passed' : 'failed')
  }

  function foundTask(id: string): TaskRow {
    const row = task.get({ id })
    if (row === undefined) throw new InterlockError('team_task_not_found', { id })
    return row
  }

  return {
    list,
    members(name) {
      const names = namesOf(found(name).members)
      // What was meant for all of them would be told as sent, and nobody would have it.
      if (names === undefined) throw unreadable(name)
      return names
    },
    async set({ name, members }, actor) {
      const wanted = [...new Set(members)]
      const text = JSON.stringify(wanted)
      await store.write((write) => {
        for (const each of wanted) if (!agents.has(each)) throw new InterlockError('agent_not_found', { name: each })
        const row = byName.get({ name })
        if (row?.members === text) return
        if (row === undefined && all.all({}).length >= MAX_TEAMS)
          throw new InterlockError('too_many_of_kind', { what: 'teams', limit: MAX_TEAMS })
        ledger.append(write, 'team.set', { team: name, members: wanted }, { actor })
        put.run(write, { name, members: text })
      })
      return list().find((team) => team.name === name) ?? { name, members: wanted, open: 0, blocked: 0 }
    },
    remove: (name, actor) =>
      store.write((write) => {
        found(name)
        ledger.append(write, 'team.removed', { team: name }, { actor })
        drop.run(write, { name })
        return { removed: name }
      }),
    tasks(query) {
      const rows = ofTeam.all(query)
      // A team that was removed keeps its tasks.
      if (rows.length === 0) found(query.team)
      return rows.map(view)
    },
    async addTask({ team, title, gate }, actor) {
      const group = gate === undefined ? undefined : groupInputSchema.parse(gate)
      if (group !== undefined) groups.check(group)
      const row = await store.write((write) => {
        found(team)
        const at = clock.now()
        const id = ids.next('tsk')
        const said = hide(title)
        const groupId = group === undefined ? null : groups.startWithin(write, group, actor)
        const isOver = groupId !== null && groups.get(groupId).state !== 'active'
        const seq = ledger.append(
          write,
          'team.task_added',
          { task: id, team, title: bodies.text(write, said), group: groupId },
          { actor, at },
        )
        const state = groupId === null ? 'open' : 'blocked'
        insert.run(write, { seq, id, team, title: said, state, gate: groupId, created_at: at, ended_at: null })
        if (isOver) {
          const passed = groups.get(groupId).state === 'completed'
          const now = passed ? 'open' : 'failed'
          ledger.append(write, 'team.task_changed', { task: id, state: now }, { actor: 'core', at })
          setTask.run(write, { id, state: now, ended_at: passed ? null : at })
        }
        return foundTask(id)
      })
      return view(row)
    },
    endTask: ({ id, state }, actor) =>
      store.write((write) => {
        const row = foundTask(id)
        if (row.state !== 'open') throw new InterlockError('team_task_state', { id, state: row.state })
        const at = clock.now()
        ledger.append(write, 'team.task_changed', { task: id, state }, { actor, at })
        setTask.run(write, { id, state, ended_at: at })
        return view(foundTask(id))
      }),
  }
}

const MAX_NAMES_BYTES = 64 * 1024

/** Undefined where somebody wrote to them. */
function namesOf(text: string): string[] | undefined {
  const json = parseGuardedJson(text, MAX_NAMES_BYTES)
  return json.ok ? z.array(z.string()).safeParse(json.value).data : undefined
}

function unreadable(team: string): InterlockError {
  const problem = `Who is in the team ${team} cannot be read any more; set its members again.`
  return new InterlockError('invalid_input', { what: 'message', problems: [{ field: 'to', problem }] })
}
