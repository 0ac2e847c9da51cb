import {
  InterlockError,
  isInterlockError,
  type JobSpec,
  type Message,
  type MessageInput,
  type MessageReceipt,
  type MessageTarget,
  type MessageWithBody,
  rankOf,
} from '#schemas'
import { type Clock, type Ids, shortId } from '#schemas/format'
import type { Bodies, Ledger, Store, Write } from '#core/record'
import { createDueTimer } from '#core/work'
import type { Post } from '../outbox/index.ts'
import type { Agents } from './agents.ts'
import { contentSchema, createMessageTable, type MessageRow, toMessage, toMessageReceipt } from './message-table.ts'
import { NotGated, type Spawn } from './spawn.ts'

/** What agents and the operator say to each other. Each message has one recipient; one to many is a message for each. */
export interface Messages {
  /** @throws InterlockError agent_not_found, no_agent_offers, team_not_found, message_not_found */
  send(input: MessageInput, actor: string): Promise<{ messages: Message[] }>
  /** Sends one as part of a write that does more. @returns its id */
  sendWithin(write: Write, message: Outgoing, actor: string): string
  /** Of a thread, or to somebody, or of all. */
  list(query: { to?: string; from?: string; state?: string; thread?: string; cursor?: string; limit: number }): {
    items: Message[]
    next_cursor: string | null
  }
  /** @throws InterlockError message_not_found */
  get(id: string): { message: MessageWithBody; receipts: MessageReceipt[] }
  inbox(query: { agent: string; limit: number }): MessageWithBody[]
  take(query: { agent: string; limit: number }, actor: string): Promise<MessageWithBody[]>
  /** @throws InterlockError message_not_found */
  read(ids: readonly string[], actor: string): Promise<{ messages: Message[] }>
  /** @throws InterlockError message_not_found, message_state */
  ack(input: { id: string; note?: string }, actor: string): Promise<Message>
  /** Lets messages expire from now on. */
  begin(): void
  close(): void
}

/** A message with its recipient found. */
export type Outgoing = Omit<MessageInput, 'to'> & { readonly to: string | null; readonly team: string | null }

export interface MessagesDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly agents: Agents
  /** @throws InterlockError team_not_found */
  readonly teamMembers: (team: string) => readonly string[]
  readonly spawn: Spawn
  readonly post: Post
  readonly hide: (text: string) => string
  readonly onTrouble: (what: string, error: unknown) => void
}

const MOST_AT_ONCE = 200

export function createMessages(deps: MessagesDeps): Messages {
  const { store, ledger, bodies, clock, ids, agents, spawn, post, hide } = deps
  const table = createMessageTable(store)
  let begun = false
  const timer = createDueTimer(clock, expire, (error) => deps.onTrouble('The expiry of messages', error))

  async function expire(): Promise<number | undefined> {
    if (!begun) return undefined
    const at = clock.now()
    const over = table.expired.all({ now: at, limit: MOST_AT_ONCE })
    if (over.length > 0)
      await store.write((write) => {
        const seq = ledger.append(
          write,
          'message.expired',
          { messages: over.map(({ id }) => id) },
          { actor: 'core', at },
        )
        for (const { id } of over) {
          table.expire.run(write, { id })
          table.addReceipt.run(write, { message: id, seq, kind: 'expired', actor: 'core', at, note: null })
        }
      })
    return over.length === MOST_AT_ONCE ? at : table.nextExpiry()
  }

  function found(id: string): MessageRow {
    const row = table.byId(id)
    if (row === undefined) throw new InterlockError('message_not_found', { id })
    return row
  }

  /** What a message answers, of a thread its sender takes part in: to others it is not there. The operator sees all of them. */
  function answered(id: string, from: string): MessageRow {
    const row = found(id)
    const sees = from === 'operator' || table.takesPart({ thread: row.thread, party: from })
    if (!sees) throw new InterlockError('message_not_found', { id })
    return row
  }

  function recipients(to: MessageTarget, from: string): { to: string; team: string | null }[] {
    if ('agent' in to) {
      if (to.agent !== 'operator' && !agents.has(to.agent))
        throw new InterlockError('agent_not_found', { name: to.agent })
      return [{ to: to.agent, team: null }]
    }
    if ('capability' in to) return [{ to: agents.offering(to.capability, from), team: null }]
    const everyone = 'team' in to ? deps.teamMembers(to.team) : agents.names()
    // A team keeps the names of agents that were removed.
    const others = everyone.filter((name) => name !== from && agents.has(name))
    return others.map((name) => ({ to: name, team: 'team' in to ? to.team : null }))
  }

  function add(
    write: Write,
    message: Outgoing,
    actor: string,
    outcome: { job: string | null; problem: string | null } = { job: null, problem: null },
  ): MessageRow {
    const at = clock.now()
    const id = ids.next('msg')
    const replied = message.reply_to === undefined ? undefined : answered(message.reply_to, message.from)
    const thread = replied?.thread ?? id
    const { subject } = message
    const content = bodies.json(write, { subject, body: message.body })
    const expires = message.expires_at === undefined ? null : Date.parse(message.expires_at)
    const { job, problem } = outcome
    const seq = ledger.append(
      write,
      'message.sent',
      {
        message: id,
        thread,
        reply_to: replied?.id ?? null,
        from: message.from,
        to: message.to,
        team: message.team,
        kind: message.kind,
        priority: message.priority,
        ack_required: message.ack_required,
        expires_at: expires,
        content,
        problem,
        spawned: job,
      },
      { actor, at, ...(job !== null && { job }) },
    )
    const row: MessageRow = {
      seq,
      id,
      thread,
      reply_to: replied?.id ?? null,
      sender: message.from,
      recipient: message.to,
      team: message.team,
      kind: message.kind,
      rank: rankOf(message.kind),
      subject,
      content: content.id,
      priority: message.priority,
      state: problem !== null ? 'refused' : job !== null ? 'read' : 'pending',
      ack_required: message.ack_required ? 1 : 0,
      created_at: at,
      expires_at: expires,
      delivered_at: job === null ? null : at,
      read_at: job === null ? null : at,
      acked_at: null,
      job,
      problem,
    }
    table.insert.run(write, row)
    if (job !== null) table.addReceipt.run(write, { message: id, seq, kind: 'spawned', actor: 'core', at, note: null })
    if (expires !== null) write.afterCommit(timer.look)
    if (message.to !== null) tell(write, message)
    return row
  }

  /** Notices say that a message came, never what it says: an agent wrote it. */
  function tell(write: Write, { from, to, kind, priority }: Outgoing): void {
    const alias = to === 'operator' ? 'inbox' : agents.spec(to ?? '')?.deliver_to
    if (alias === null || alias === undefined) return
    post(write, {
      topic: 'message.came',
      title: `Message for ${to ?? ''} from ${from}`,
      facts: { from, to, kind, priority },
      to: alias,
    })
  }

  async function sendSpawn(input: MessageInput, actor: string): Promise<{ messages: Message[] }> {
    const message = { ...input, body: hide(input.body), to: null, team: null }
    const prepared = await spawn.prepare(input.from, input.body)
    const refused = (problem: string) =>
      store.write((write) => {
        const row = add(write, message, actor, { job: null, problem })
        post(write, {
          topic: 'spawn.refused',
          title: `A job that ${input.from} asked for was refused`,
          facts: { message: shortId(row.id), from: input.from },
        })
        return row
      })
    const row = 'problem' in prepared ? await refused(prepared.problem) : await spawnedOr(prepared.spec)
    return { messages: [toMessage(row)] }

    async function spawnedOr(spec: JobSpec): Promise<MessageRow> {
      try {
        return await store.write((write) => {
          const job = spawn.within(write, input.from, spec)
          return add(write, message, actor, { job, problem: null })
        })
      } catch (error) {
        if (error instanceof NotGated || (isInterlockError(error) && error.status < 500))
          return refused(error.message.slice(0, 200))
        throw error
      }
    }
  }

  function withBody(row: MessageRow): MessageWithBody {
    const body = bodies.read(row.content)
    const content = body && contentSchema.safeParse(JSON.parse(body.toString('utf8'))).data
    return { ...toMessage(row), body: content?.body ?? null }
  }

  const waitingFor = (agent: string, limit: number) => table.inbox.all({ recipient: agent, now: clock.now(), limit })

  return {
    async send(said, actor) {
      // Before the write, since a long text takes its time.
      const input = { ...said, subject: hide(said.subject), body: said.to === undefined ? said.body : hide(said.body) }
      if (input.from !== 'operator' && !agents.has(input.from))
        throw new InterlockError('agent_not_found', { name: input.from })
      if (input.to === undefined) return sendSpawn(input, actor)
      const { to: target } = input
      const rows = await store.write((write) =>
        recipients(target, input.from).map((each) => add(write, { ...input, ...each }, actor)),
      )
      return { messages: rows.map(toMessage) }
    },
    sendWithin: (write, message, actor) => add(write, message, actor).id,
    list({ to, from = '', state = '', thread, cursor, limit }) {
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor)
      const page = { before: Number.isSafeInteger(before) ? before : 0, limit: limit + 1 }
      const rows =
        thread !== undefined
          ? table.pageOfThread.all({ ...page, thread })
          : to !== undefined
            ? table.pageTo.all({ ...page, to, state })
            : table.page.all({ ...page, from, state })
      const items = rows.slice(0, limit).map(toMessage)
      return { items, next_cursor: rows.length > limit ? String(items.at(-1)?.seq ?? 0) : null }
    },
    get(id) {
      const row = found(id)
      return { message: withBody(row), receipts: table.receipts.all({ message: id }).map(toMessageReceipt) }
    },
    inbox: ({ agent, limit }) => waitingFor(agent, limit).map(withBody),
    take: ({ agent, limit }, actor) =>
      store.write((write) => {
        const rows = waitingFor(agent, limit)
        if (rows.length === 0) return []
        const at = clock.now()
        const seq = ledger.append(write, 'message.delivered', { messages: rows.map(({ id }) => id) }, { actor, at })
        return rows.map((row) => {
          table.delivered.run(write, { id: row.id, at })
          table.addReceipt.run(write, { message: row.id, seq, kind: 'delivered', actor, at, note: null })
          return withBody({ ...row, state: 'delivered', delivered_at: at })
        })
      }),
    read: (wanted, actor) =>
      store.write((write) => {
        const rows = [...new Set(wanted)].map(found)
        const fresh = rows.filter(({ state }) => state === 'pending' || state === 'delivered')
        if (fresh.length > 0) {
          const at = clock.now()
          const seq = ledger.append(write, 'message.read', { messages: fresh.map(({ id }) => id) }, { actor, at })
          for (const { id } of fresh) {
            table.read.run(write, { id, at })
            table.addReceipt.run(write, { message: id, seq, kind: 'read', actor, at, note: null })
          }
        }
        return { messages: rows.map(({ id }) => toMessage(found(id))) }
      }),
    ack: ({ id, note }, actor) =>
      store.write((write) => {
        const row = found(id)
        if (row.state === 'expired' || row.state === 'refused')
          throw new InterlockError('message_state', { id, state: row.state })
        if (row.acked_at !== null) return toMessage(row)
        const at = clock.now()
        const said = note === undefined ? null : hide(note)
        const body = said === null ? null : bodies.text(write, said)
        const seq = ledger.append(write, 'message.acked', { message: id, note: body }, { actor, at })
        table.acked.run(write, { id, at })
        table.addReceipt.run(write, { message: id, seq, kind: 'acked', actor, at, note: said })
        return toMessage(found(id))
      }),
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
