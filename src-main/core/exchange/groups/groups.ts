import {
  type GroupInput,
  groupInputSchema,
  type GroupState,
  type Heartbeat,
  InterlockError,
  type TaskGroup,
} from '#schemas'
import type { Clock, Ids } from '#schemas/format'
import type { Bodies, Ledger, Store, Write } from '#core/record'
import { createDueTimer, type OnSettled } from '#core/work'
import type { Agents } from '../agents/agents.ts'
import type { Messages } from '../agents/messages.ts'
import type { Post } from '../outbox/index.ts'
import { createGroupTable, type GroupRow, type SeenMember, toGroup } from './group-table.ts'

/** Members that are expected to be done within a time: dead-man switches, and a look at who is stuck. */
export interface Groups {
  /** @throws InterlockError alias_not_found, job_not_found */
  start(input: GroupInput, actor: string): Promise<TaskGroup>
  /** The same as part of a write that does more; what can be refused is refused by `check`. @returns id */
  startWithin(write: Write, input: GroupInput, actor: string): string
  /** @throws InterlockError alias_not_found, job_not_found */
  check(input: GroupInput): void
  list(query: { state?: string; cursor?: string; limit: number }): { items: TaskGroup[]; next_cursor: string | null }
  /** @throws InterlockError group_not_found */
  get(id: string): TaskGroup
  /** @throws InterlockError group_not_found, group_over, member_not_found, member_over */
  heartbeat(beat: Heartbeat, actor: string): Promise<TaskGroup>
  /** Members that are jobs end with them. */
  readonly onSettled: OnSettled
  /** Told within the write that ends a group. */
  onEnded(listener: (write: Write, group: string, state: Exclude<GroupState, 'active'>) => void): void
  /** Looks at times from now on. */
  begin(): void
  close(): void
}

export interface GroupsDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly agents: Pick<Agents, 'has'>
  readonly messages: Pick<Messages, 'sendWithin'>
  readonly post: Post
  readonly hide: (text: string) => string
  /** @throws InterlockError where an alias is none */
  readonly known: (alias: string) => unknown
  /** State of a job. @throws InterlockError job_not_found */
  readonly jobState: (id: string) => string
  /** A live member was heard of: what the groups show is different, though the ledger tells nothing. */
  readonly onPulse: () => void
  readonly onTrouble: (what: string, error: unknown) => void
}

/** When the time of a group is over, a member that was heard of within so long, or half the time of the group, still goes on. */
const GRACE_MS = 300_000

const OPEN: ReadonlySet<string> = new Set(['pending', 'running'])

export function createGroups(deps: GroupsDeps): Groups {
  const { store, ledger, bodies, clock, ids, post, hide } = deps
  const table = createGroupTable(store)
  const listeners: Parameters<Groups['onEnded']>[0][] = []
  let begun = false
  const timer = createDueTimer(clock, look, (error) => deps.onTrouble('Task groups', error))

  /** Does what is due in all groups that are active. @returns when something is due next */
  async function look(): Promise<number | undefined> {
    if (!begun) return undefined
    const now = clock.now()
    const next: number[] = []
    for (const group of table.active()) {
      const due = dueOf(group, table.members(group.id))
      if (due > now) next.push(due)
      else {
        await store.write((write) => act(write, group.id))
        const after = table.byId(group.id)
        if (after?.state === 'active') next.push(dueOf(after, table.members(group.id)))
      }
    }
    return next.length === 0 ? undefined : Math.min(...next)
  }

  const graceOf = ({ timeout_s }: GroupRow) => Math.min(timeout_s * 1000, GRACE_MS)
  const seenAt = (member: SeenMember) => Math.max(member.seen_at ?? 0, member.changed_at)

  /** When a member that goes on has been silent for too long to be waited for. */
  function deadAt(group: GroupRow, member: SeenMember): number {
    const deadline = group.created_at + group.timeout_s * 1000
    return member.seen_at === null ? deadline : Math.max(deadline, seenAt(member) + graceOf(group))
  }

  /** When a running member is stuck, next: it is steered once, and told of once after as long again. */
  function stuckAt(group: GroupRow, member: SeenMember): number {
    if (member.state !== 'running' || member.alerted_at !== null) return Infinity
    return Math.max(seenAt(member), member.steered_at ?? 0) + group.stuck_after_s * 1000
  }

  function dueOf(group: GroupRow, members: readonly SeenMember[]): number {
    const open = members.filter(({ state }) => OPEN.has(state))
    return Math.min(...open.flatMap((member) => [deadAt(group, member), stuckAt(group, member)]))
  }

  /** Ends who fell silent, steers or tells of who is stuck, and ends the group where nobody is left. */
  function act(write: Write, id: string): void {
    const group = table.byId(id)
    if (group?.state !== 'active') return
    const now = clock.now()
    for (const member of table.members(id)) {
      if (!OPEN.has(member.state)) continue
      if (deadAt(group, member) <= now) change(write, group, member, 'dead', null, 'core')
      else if (stuckAt(group, member) <= now) nudge(write, group, member, now)
    }
    settle(write, group)
  }

  function nudge(write: Write, group: GroupRow, member: SeenMember, at: number): void {
    const of = { grp: group.id, name: member.name, at }
    if (member.steered_at === null) {
      const message = deps.agents.has(member.name) ? steer(write, group, member) : null
      ledger.append(
        write,
        'group.member_steered',
        { group: group.id, member: member.name, message },
        { actor: 'core', at },
      )
      table.steered.run(write, of)
      return
    }
    ledger.append(write, 'group.member_alerted', { group: group.id, member: member.name }, { actor: 'core', at })
    table.alerted.run(write, of)
    post(write, {
      topic: 'member.stuck',
      title: `${member.name} of «${group.name}» is stuck`,
      text: 'It was asked how it is getting on, and did not say.',
      facts: { group: group.id, member: member.name, stuck_after_s: group.stuck_after_s, job: member.job },
      to: group.deliver_to,
      urgency: 'urgent',
    })
  }

  function steer(write: Write, group: GroupRow, { name }: SeenMember): string {
    return deps.messages.sendWithin(
      write,
      {
        from: 'operator',
        to: name,
        team: null,
        kind: 'steer',
        subject: `How are you getting on with «${group.name}»?`,
        body: `Nothing was heard of you for ${group.stuck_after_s} s. Send a heartbeat for the group ${group.id}, or say that you have failed.`,
        priority: 50,
        ack_required: true,
      },
      'core',
    )
  }

  function change(
    write: Write,
    group: GroupRow,
    member: SeenMember,
    state: string,
    note: string | null,
    actor: string,
  ): void {
    const at = clock.now()
    const parsed = toGroup(group, [{ ...member, state }]).members[0]?.state ?? 'dead'
    const body = note === null ? null : bodies.text(write, note)
    ledger.append(
      write,
      'group.member_changed',
      { group: group.id, member: member.name, state: parsed, note: body },
      { actor, at },
    )
    table.changeMember.run(write, { grp: group.id, name: member.name, state, note, at })
  }

  /** The verdict, once nobody goes on. */
  function settle(write: Write, group: GroupRow): void {
    const members = table.members(group.id)
    if (members.some(({ state }) => OPEN.has(state))) return
    const some = (state: string) => members.some((member) => member.state === state)
    const state = some('failed') ? 'failed' : some('dead') ? 'timed_out' : 'completed'
    const at = clock.now()
    ledger.append(write, 'group.ended', { group: group.id, state }, { actor: 'core', at })
    table.end.run(write, { id: group.id, state, at })
    table.forgetPulses.run(write, { grp: group.id })
    for (const listener of listeners) listener(write, group.id, state)
    const count = (of: string) => members.filter((member) => member.state === of).length
    post(write, {
      topic: 'group.ended',
      title: `${VERDICTS[state]}: ${group.name}`,
      facts: {
        group: group.id,
        state,
        completed: count('completed'),
        failed: count('failed'),
        dead: count('dead'),
        not_completed: members.flatMap(({ name, state: of }) => (of === 'completed' ? [] : [name])).join(', '),
      },
      to: group.deliver_to,
      urgency: state === 'completed' ? 'normal' : 'urgent',
    })
  }

  function found(id: string): GroupRow {
    const row = table.byId(id)
    if (row === undefined) throw new InterlockError('group_not_found', { id })
    return row
  }

  const view = (row: GroupRow) => toGroup(row, table.members(row.id))

  function check(input: GroupInput): void {
    deps.known(input.deliver_to)
    for (const { job } of input.members) if (job !== undefined) deps.jobState(job)
  }

  function startWithin(write: Write, input: GroupInput, actor: string): string {
    const at = clock.now()
    const id = ids.next('grp')
    const name = hide(input.name)
    const { timeout_s, stuck_after_s, deliver_to } = input
    const members = input.members.map((member) => ({ name: member.name, job: member.job ?? null }))
    const seq = ledger.append(
      write,
      'group.started',
      { group: id, name: bodies.text(write, name), members, timeout_s, stuck_after_s, deliver_to },
      { actor, at },
    )
    const row: GroupRow = {
      seq,
      id,
      name,
      actor,
      state: 'active',
      timeout_s,
      stuck_after_s,
      deliver_to,
      created_at: at,
      ended_at: null,
    }
    table.insert.run(write, row)
    for (const member of members)
      table.insertMember.run(write, {
        grp: id,
        ...member,
        state: 'pending',
        note: null,
        changed_at: at,
        steered_at: null,
        alerted_at: null,
      })
    // A job that is over already ends its member at once.
    for (const member of table.members(id)) {
      const state = member.job === null ? undefined : ENDS[deps.jobState(member.job)]
      if (state !== undefined) change(write, row, member, state, null, 'core')
    }
    settle(write, row)
    write.afterCommit(timer.look)
    return id
  }

  return {
    check,
    startWithin,
    async start(input, actor) {
      const parsed = groupInputSchema.parse(input)
      check(parsed)
      return view(found(await store.write((write) => startWithin(write, parsed, actor))))
    },
    list({ state = '', cursor, limit }) {
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor)
      const rows = table.page.all({ state, before: Number.isSafeInteger(before) ? before : 0, limit: limit + 1 })
      const items = rows.slice(0, limit).map(view)
      return { items, next_cursor: rows.length > limit ? String(items.at(-1)?.seq ?? 0) : null }
    },
    get: (id) => view(found(id)),
    heartbeat: ({ group: id, member: name, state, note }, actor) =>
      store.write((write) => {
        const group = found(id)
        if (group.state !== 'active') throw new InterlockError('group_over', { id, state: group.state })
        const members = table.members(id)
        const member = members.find((each) => each.name === name)
        if (member === undefined)
          throw new InterlockError('member_not_found', {
            group: id,
            member: name,
            known: members.map((each) => each.name),
          })
        if (!OPEN.has(member.state)) throw new InterlockError('member_over', { member: name, state: member.state })
        const said = note === undefined ? member.note : hide(note)
        table.pulse.run(write, { grp: id, member: name, at: clock.now() })
        // What was stuck and speaks again may be stuck again later, so that it counts as a change.
        const wasStuck = member.steered_at !== null || member.alerted_at !== null
        if (state !== member.state || said !== member.note || wasStuck) change(write, group, member, state, said, actor)
        else write.afterCommit(deps.onPulse)
        settle(write, group)
        write.afterCommit(timer.look)
        return view(found(id))
      }),
    onSettled(write, job) {
      for (const { grp, name } of table.ofJob(job.id)) {
        const group = table.byId(grp)
        const member = table.members(grp).find((each) => each.name === name)
        if (group?.state !== 'active' || member === undefined || !OPEN.has(member.state)) continue
        change(write, group, member, job.state === 'succeeded' ? 'completed' : 'failed', null, 'core')
        settle(write, group)
      }
    },
    onEnded: (listener) => void listeners.push(listener),
    begin() {
      begun = true
      timer.look()
    },
    close() {
      begun = false
      timer.close()
    },
  }
}

const VERDICTS = { completed: 'Group done', failed: 'Group failed', timed_out: 'Group timed out' } as const
const ENDS: Readonly<Record<string, string>> = { succeeded: 'completed', failed: 'failed', cancelled: 'failed' }
