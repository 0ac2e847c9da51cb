import { type Endpoint, type EndpointDetail, type EndpointReason, KEPT_PROBES } from '#schemas'
import { type Clock, isoTime, percentile } from '#schemas/format'
import type { ModelsAnswer, ModelsQuestion } from './ask-models.ts'
import { isInClear } from './address.ts'
import { type EndpointRow, type ProbeRow, reasonOf, specOf, stateOf, toProbe } from './endpoint-table.ts'
import { judge, type Judgement, MAX_LIST_BYTES } from './judge.ts'

/** Waits double while there is no list, up to this, or the endpoint's own interval where that is longer. */
const LONGEST_WAIT_MS = 300_000
/** What was found this many intervals ago says nothing of now. */
const STALE_INTERVALS = 3

/** The key an endpoint is asked with, or why it cannot be had. */
export type KeyOf = (secret: string) => Promise<{ key: string } | { missing: 'secret_unknown' | 'secrets_locked' }>

export interface WatchDeps {
  readonly clock: Clock
  readonly ask: (question: ModelsQuestion) => Promise<ModelsAnswer>
  readonly keyOf: KeyOf
  /** Hides what must not be shown in what a server wrote. */
  readonly clean: (text: string) => string
  /** Whether nothing is probed by itself now. */
  readonly paused: () => boolean
  /** The row as it is now; undefined when it was removed. */
  readonly row: (id: string) => EndpointRow | undefined
  /** Keeps what a probe of `seen` found. */
  readonly keep: (seen: EndpointRow, judgement: Judgement, at: number) => Promise<void>
  readonly onChange: () => void
  readonly onTrouble: (what: string, error: unknown) => void
}

/** One endpoint while it is watched: its timer, what is under way, and what its latest probes found. */
export interface Watch {
  /** Asks now, or waits for the answer that is under way. */
  probe(): Promise<void>
  /** Asks unless it has answered, or not, since it was added or changed. */
  probeOnce(): Promise<void>
  /** Asks now and from then on by itself. */
  begin(): void
  /** It was changed: what is under way is given up and it is asked anew. With `forget`, its probes were of another server. */
  restart(options: { readonly forget: boolean }): void
  pause(): void
  close(): void
  view(row: EndpointRow): Endpoint
  detail(row: EndpointRow): EndpointDetail
}

/** @param known its latest probes in earlier lives, oldest first */
export function createWatch(id: string, known: readonly ProbeRow[], deps: WatchDeps): Watch {
  const { clock, onChange } = deps
  let probes = [...known]
  /** Monotonic time of the last one; undefined before the first of this life. */
  let lastAt: number | undefined
  let models: string[] | null = null
  /** As of the last probe: the row keeps what was said when the state changed. */
  let told: EndpointReason | null = null
  let missed = 0
  let nextAt: number | null = null
  let cancel: (() => void) | undefined
  let current: Promise<void> | undefined
  let giveUp = new AbortController()
  let watched = false
  /** Whether somebody waits for the answer that is under way: the kill switch keeps only what is asked by itself. */
  let wanted = false
  /** Whether it was asked as it is now, in this life. */
  let asked = false

  function schedule(intervalMs: number): void {
    drop()
    if (!watched || deps.paused()) return
    const longest = Math.max(intervalMs, LONGEST_WAIT_MS)
    const wait = Math.min(longest, intervalMs * 2 ** Math.max(0, missed - 1))
    nextAt = clock.now() + wait
    cancel = clock.after(wait, () => void ask())
  }

  async function judged(row: EndpointRow, signal: AbortSignal): Promise<Judgement | undefined> {
    const found = row.secret === null ? undefined : await deps.keyOf(row.secret)
    if (found !== undefined && 'missing' in found)
      return { state: 'unauthorised', reason: { code: found.missing, detail: null }, models: null, ms: null }
    // Secrets that a keyring opens may take as long as a person does.
    if (isHeld()) return undefined
    const { url: base, timeout_ms: timeoutMs } = row
    const answer = await deps.ask({ base, key: found?.key, timeoutMs, maxBytes: MAX_LIST_BYTES, signal })
    if (signal.aborted) return undefined
    return judge(
      answer,
      specOf(row),
      probes.map(({ ms }) => ms !== null),
      deps.clean,
    )
  }

  async function look(signal: AbortSignal): Promise<void> {
    drop()
    const row = deps.row(id)
    if (row === undefined) return
    try {
      onChange()
      const judgement = await judged(row, signal)
      if (judgement === undefined) return
      const at = clock.now()
      await deps.keep(row, judgement, at)
      asked = !signal.aborted
      models = judgement.models ?? models
      told = judgement.reason
      missed = judgement.ms === null ? missed + 1 : 0
      probes = [...probes, { at, ms: judgement.ms }].slice(-KEPT_PROBES)
      lastAt = clock.monotonic()
    } catch (error) {
      missed += 1
      deps.onTrouble(`The probe of ${row.name}`, error)
    } finally {
      if (!signal.aborted) schedule(row.interval_s * 1000)
    }
  }

  /** Looks until no change has come in between. */
  async function lookUntilDone(): Promise<void> {
    for (;;) {
      const { signal } = giveUp
      await look(signal)
      if (!signal.aborted || !watched || isHeld()) return
    }
  }

  function isHeld(): boolean {
    return !wanted && deps.paused()
  }

  function ask(): Promise<void> {
    current ??= lookUntilDone().finally(() => {
      current = undefined
      wanted = false
      onChange()
    })
    return current
  }

  function probe(): Promise<void> {
    wanted = true
    return ask()
  }

  function drop(): void {
    cancel?.()
    cancel = undefined
    nextAt = null
  }

  function isFresh(row: EndpointRow): boolean {
    const last = probes.at(-1)
    if (last === undefined) return false
    const longest = Math.max(row.interval_s * 1000, LONGEST_WAIT_MS) * STALE_INTERVALS
    const byClock = clock.now() - last.at
    // A clock that was set back makes nothing new. Where the machine slept, the clock alone went on.
    const age = lastAt === undefined ? byClock : Math.max(byClock, clock.monotonic() - lastAt)
    return age >= 0 && age <= longest + row.timeout_ms
  }

  function view(row: EndpointRow): Endpoint {
    const last = probes.at(-1)
    const fresh = isFresh(row)
    const lengths = probes.flatMap(({ ms }) => (ms === null ? [] : [ms])).toSorted((a, b) => a - b)
    const kept = reasonOf(row)
    const share = (part: number) => (lengths.length === 0 ? null : percentile(lengths, part))
    return {
      id,
      name: row.name,
      ...specOf(row),
      revision: row.revision,
      added_at: isoTime(row.added_at),
      state: fresh ? stateOf(row) : 'unknown',
      reason: fresh ? (told?.code === kept?.code ? (told ?? kept) : kept) : null,
      since: isoTime(row.state_since),
      checked_at: last === undefined ? null : isoTime(last.at),
      next_at: nextAt === null ? null : isoTime(nextAt),
      probing: current !== undefined,
      key_in_clear: row.secret !== null && isInClear(row.url),
      models,
      latency: {
        last_ms: last?.ms ?? null,
        p50_ms: share(0.5),
        p95_ms: share(0.95),
        probes: probes.length,
        answered: lengths.length,
      },
    }
  }

  return {
    probe,
    probeOnce: async () => {
      if (!asked) await probe()
    },
    begin() {
      watched = true
      if (!deps.paused()) void ask()
    },
    restart({ forget }) {
      giveUp.abort()
      giveUp = new AbortController()
      asked = false
      missed = 0
      models = null
      if (forget) probes = []
      if (watched && !deps.paused()) void ask()
    },
    pause: drop,
    close() {
      watched = false
      giveUp.abort()
      drop()
    },
    view,
    detail: (row) => ({ ...view(row), probes: probes.map(toProbe) }),
  }
}
