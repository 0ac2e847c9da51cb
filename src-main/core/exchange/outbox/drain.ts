import { type AliasSpec, LEAVING_CHANNELS, urgencySchema } from '#schemas'
import { type Clock, isoTime } from '#schemas/format'
import type { Bodies, Store } from '#core/record'
import { createDueTimer } from '#core/work'
import type { Aliases } from './aliases.ts'
import type { Message, SendBy, Sent } from './channels/index.ts'
import { codePointsCut } from './cut.ts'
import type { DeliveryRow, DeliveryTable } from './delivery-table.ts'
import { MAX_TEXT, type Post } from './post.ts'
import { readNews } from './read-news.ts'
import type { Settle } from './settle.ts'
import { createWaiters } from './waiters.ts'

/** Sends what is due: one at a time for each alias, a few aliases at once, apart from all work. */
export interface Drain {
  /** Sends from now on: a core that is open for the length of a command does not. */
  begin(): void
  /** Something may be due, or may be sent now that could not before. */
  look(): void
  isSending(id: string): boolean
  /** Resolves when the try of a delivery that is under way, or the next one, has ended; at the latest after `ms`. */
  tried(id: string, ms: number): Promise<void>
  /** Waits a moment for what is under way, then ends it; that counts as not tried. */
  close(): Promise<void>
}

export interface DrainDeps {
  readonly store: Store
  readonly bodies: Bodies
  readonly clock: Clock
  readonly aliases: Pick<Aliases, 'spec' | 'names' | 'problem'>
  readonly table: DeliveryTable
  readonly settle: Settle
  readonly post: Post
  readonly send: SendBy
  readonly isPaused: () => boolean
  /** Whether nothing may leave this machine. */
  readonly blocked: () => boolean
  /** The last lines of what a run wrote. */
  readonly lastLines: (run: string) => Promise<string>
  readonly onChange: () => void
  readonly onTrouble: (what: string, error: unknown) => void
}

const MOST_AT_ONCE = 8
/** Of one digest, as far as there is room. What is more goes with the next, at once. */
const MOST_GATHERED = 100
/** After a write that failed nothing is sent for so long: it would be sent again and again. */
const AFTER_TROUBLE_MS = 10_000
const LAST_CALL_MS = 1500
const MAX_OUTPUT = 8000
const MAX_DIGEST_TEXT = 300

export function createDrain(deps: DrainDeps): Drain {
  const { store, bodies, clock, aliases, table, settle, post, send } = deps
  const sending = new Map<string, { id: string; done: Promise<void> }>()
  /** Aliases whose other side asked to be left alone, or whose result could not be written, and until when; as they were then. */
  const resting = new Map<string, { until: number; spec: AliasSpec | undefined }>()
  const waiters = createWaiters(clock)
  const ending = new AbortController()
  let isOn = false

  const timer = createDueTimer(clock, pass, (error) => deps.onTrouble('Sending what is due', error))

  /** @returns when there is something to do next, as far as that depends on the time alone */
  async function pass(): Promise<number | undefined> {
    if (!isOn || deps.isPaused()) return undefined
    const now = clock.now()
    const rests: number[] = []
    for (const name of aliases.names()) {
      const spec = aliases.spec(name)
      if (spec === undefined || sending.has(name) || !maySend(spec)) continue
      const rest = resting.get(name)
      if (rest !== undefined && rest.until > now && rest.spec === spec) {
        rests.push(rest.until)
        continue
      }
      const row = await oldestDue(name, spec, now)
      if (row === undefined) continue
      // It may have been ended while what is gathered was written.
      if (sending.size >= MOST_AT_ONCE || !isOn) break
      begin(name, row)
    }
    const next = table.nextAfter(now)
    return Math.min(next ?? Infinity, ...rests) === Infinity ? undefined : Math.min(next ?? Infinity, ...rests)
  }

  function maySend(spec: AliasSpec): boolean {
    if (spec.paused || aliases.problem(spec) === 'secrets_locked') return false
    return !(LEAVING_CHANNELS.has(spec.channel) && deps.blocked())
  }

  async function oldestDue(name: string, spec: AliasSpec, now: number): Promise<DeliveryRow | undefined> {
    const row = table.due(name, now)
    if (row?.hold !== 'digest' || spec.digest === undefined) return row
    const gathered = table.gathered.all({ alias: name, now, limit: MOST_GATHERED })
    if (gathered.length < 2) return row
    const digest = await store.write((write) => gather(write, name, gathered))
    // Before what is left for the next one. A notice is there with having been written.
    const made = digest === undefined ? undefined : table.byId(digest)
    return made?.state === 'waiting' ? made : table.due(name, now)
  }

  /** As much as one piece of news holds. @returns id of that */
  function gather(write: Parameters<Post>[0], to: string, rows: readonly DeliveryRow[]): string | undefined {
    let text = ''
    const held: DeliveryRow[] = []
    for (const row of rows) {
      const longer = `${text}${text === '' ? '' : '\n'}${digestLine(row)}`
      if (longer.length > MAX_TEXT) break
      text = longer
      held.push(row)
    }
    const digest = post(write, {
      topic: 'digest',
      title: `${held.length} pieces of news`,
      text,
      to,
      // It has waited already.
      urgency: 'urgent',
    })
    if (digest !== undefined) settle.collected(write, held, digest)
    return digest
  }

  function digestLine({ news, title, created_at }: DeliveryRow): string {
    const text = readNews(bodies, news)?.text ?? ''
    const more = text === '' ? '' : `\n  ${codePointsCut(text.replaceAll('\n', '\n  '), MAX_DIGEST_TEXT)}`
    return `- ${title} (${isoTime(created_at)})${more}`
  }

  function begin(name: string, row: DeliveryRow): void {
    const rest = (ms: number, spec: AliasSpec | undefined) => resting.set(name, { until: clock.now() + ms, spec })
    const done = attempt(name, row)
      .then((tried) => {
        resting.delete(name)
        if (tried?.outcome.ok === false && tried.outcome.retryAfterMs !== undefined)
          rest(tried.outcome.retryAfterMs, tried.spec)
      })
      .catch((error: unknown) => {
        rest(AFTER_TROUBLE_MS, aliases.spec(name))
        if (!ending.signal.aborted) deps.onTrouble('Sending from the outbox', error)
      })
      .finally(() => {
        sending.delete(name)
        waiters.ended(row.id)
        timer.look()
      })
    sending.set(name, { id: row.id, done })
    deps.onChange()
  }

  /** @returns undefined where it was not tried after all */
  async function attempt(name: string, row: DeliveryRow): Promise<{ outcome: Sent; spec: AliasSpec } | undefined> {
    const from = clock.monotonic()
    const message = await messageOf(row)
    // The operator may have switched it off, or led it elsewhere, while the output was read.
    const spec = aliases.spec(name)
    if (spec === undefined || deps.isPaused() || !maySend(spec)) return undefined
    const outcome: Sent =
      message === undefined
        ? { ok: false, problem: 'body_gone', status: null, final: true }
        : await send(spec, message, ending.signal)
    // What was cut off by our own end was not tried: the next life sends it.
    if (!outcome.ok) ending.signal.throwIfAborted()
    const ms = Math.round(clock.monotonic() - from)
    await store.write((write) => {
      // Discarded with its alias meanwhile, it may have arrived all the same; it is not tried again.
      const now = table.byId(row.id) ?? row
      if (outcome.ok || now.state === 'waiting') settle.tried(write, now, spec, outcome, ms)
    })
    return { outcome, spec }
  }

  async function messageOf(row: DeliveryRow): Promise<Message | undefined> {
    const news = readNews(bodies, row.news)
    if (news === undefined) return undefined
    const { title, text, facts, output_of } = news
    return {
      id: row.id,
      topic: row.topic,
      urgency: urgencySchema.catch('normal').parse(row.urgency),
      title,
      text,
      facts,
      output: output_of === null ? null : (await deps.lastLines(output_of)).slice(-MAX_OUTPUT),
      job: row.job,
      run: row.run,
      created_at: isoTime(row.created_at),
      attempt: row.attempts + 1,
      parts: row.parts,
    }
  }

  return {
    begin() {
      isOn = true
      timer.look()
    },
    look: timer.look,
    isSending: (id) => sending.values().some((each) => each.id === id),
    tried: waiters.until,
    async close() {
      isOn = false
      timer.close()
      const cancel = clock.after(LAST_CALL_MS, () => ending.abort())
      await Promise.all([...sending.values()].map(({ done }) => done))
      cancel()
    },
  }
}
