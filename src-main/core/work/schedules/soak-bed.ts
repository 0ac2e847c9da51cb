import type { ScheduleSpecInput } from '#schemas'
import { aScheduling } from './test-bed.ts'
import { occurrencesOf } from './times/index.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** What happens to a machine and its clock; `end` is how jobs end that ran meanwhile. */
export type Happening =
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'sleep'; readonly ms: number }
  | { readonly kind: 'set'; readonly ms: number }
  | { readonly kind: 'crash' }
  | { readonly kind: 'work' }
  | { readonly kind: 'pauseAll' | 'resumeAll' }
  | { readonly kind: 'pause' | 'resume' | 'edit'; readonly which: number }

/** Schedules in a world in which things happen, with an account of what was due and what became of it. */
export async function aWorld(specs: readonly Partial<ScheduleSpecInput>[]) {
  const bed = await aScheduling()
  const ids: string[] = []
  for (const spec of specs) {
    const asked = { breaker: { failures: null }, ...spec }
    // One that would only ever be due in its blackouts is refused.
    ids.push(await bed.on(asked).catch(() => bed.on({ ...asked, blackouts: [] })))
  }
  const begunAt = bed.time.now
  let core: Pick<typeof bed, 'scan' | 'close'> = bed

  async function happen(happening: Happening): Promise<void> {
    switch (happening.kind) {
      case 'pass':
      case 'sleep':
        bed.time.now += happening.ms
        return void (await core.scan())
      case 'set':
        bed.time.now = Math.max(begunAt, bed.time.now + happening.ms)
        return void (await core.scan())
      case 'crash':
        return crash()
      case 'work':
        return work()
      case 'pauseAll':
      case 'resumeAll':
        return void (await bed.schedules[happening.kind]('test'))
      case 'pause':
      case 'resume':
      case 'edit':
        return act(happening.kind, ids[happening.which % ids.length] ?? '')
    }
  }

  /** In the middle of a look at what is due: what it had not written it never writes. */
  async function crash(): Promise<void> {
    const dying = core
    const scan = dying.scan()
    const next = bed.another()
    core = next
    await next.start()
    await Promise.all([scan, next.scan()])
    await dying.close()
  }

  /** Everything that is queued runs; what ends lets others follow. */
  async function work(): Promise<void> {
    for (;;) {
      const taken = await bed.claim('repo_tools')
      if (taken === undefined) return
      await bed.finish(taken.run, taken.token)
      await core.scan()
    }
  }

  async function act(kind: 'pause' | 'resume' | 'edit', id: string): Promise<void> {
    const { state, revision, spec } = bed.schedules.get(id)
    if (kind === 'edit') await bed.schedules.edit({ id, revision, spec: { ...spec, note: `${revision}` } }, 'test')
    else if (kind === 'pause' && state === 'on') await bed.schedules.pause(id, 'test')
    else if (kind === 'resume' && state === 'paused') await bed.schedules.resume(id, 'test')
  }

  return {
    ...bed,
    ids,
    happen,
    /** The core of the moment looks until nothing is left to do. */
    async settle() {
      await bed.schedules.resumeAll('test')
      await core.scan()
      await work()
      await core.scan()
    },
    /** What is wrong with the account of a schedule; nothing where all that was due is in it. */
    wrong: (id: string) => wrongWith(bed, id, begunAt),
    figures: () => ({
      fired:
        bed.store.query<object, { n: number }>("SELECT count(*) AS n FROM firing WHERE state = 'enqueued'").get({})
          ?.n ?? 0,
    }),
    close: () => core.close(),
  }
}

type Bed = Awaited<ReturnType<typeof aScheduling>>

interface Told {
  due_at: number
  until_at: number | null
  state: string
  kind: string
}

/** Each occurrence up to now has one firing at most, and one firing or a missed row that covers it. */
function wrongWith(bed: Bed, id: string, begunAt: number): string[] {
  const spec = bed.schedules.get(id).spec
  if (spec === null) return [`${id} cannot be read`]
  const rows = bed.store
    .query<{ id: string }, Told>(
      "SELECT due_at, until_at, state, kind FROM firing WHERE schedule = :id AND kind = 'schedule'",
    )
    .all({ id })
  const missed = rows.filter(({ state }) => state === 'missed')
  const fired = rows.filter(({ state }) => state !== 'missed').map(({ due_at }) => due_at)
  const once = new Set(fired)
  const found = fired.length === once.size ? [] : [`${id} fired twice for one occurrence`]
  // One that is due only now that the clock was set back waits for that.
  const waiting = rows.filter(({ state, due_at }) => state === 'waiting' && due_at <= bed.time.now).length
  if (waiting > 0) found.push(`${id} has ${waiting} firings that wait for nothing`)
  const occurrences = occurrencesOf(spec.trigger, spec.zone)
  const due = new Set<number>()
  const last = bed.time.now - spec.jitter_s * SECOND
  for (let next = occurrences.next(begunAt); next !== undefined && next.at <= last; next = occurrences.next(next.at)) {
    const { at } = next
    due.add(at)
    if (!once.has(at) && !missed.some((range) => range.due_at <= at && at <= (range.until_at ?? range.due_at)))
      found.push(`${id} has no account of ${new Date(at).toISOString()}`)
  }
  for (const at of once)
    if (at <= last && !due.has(at)) found.push(`${id} fired at ${new Date(at).toISOString()}, when nothing was due`)
  return found.slice(0, 5)
}

/** Schedules of all kinds, by chance: `random` gives fractions. */
export function someSchedules(count: number, random: () => number): Partial<ScheduleSpecInput>[] {
  const pick = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0]
  return Array.from({ length: count }, () => {
    const minute = Math.floor(random() * 60)
    const hour = Math.floor(random() * 24)
    const trigger = pick<ScheduleSpecInput['trigger']>([
      { kind: 'cron', expression: `${minute} * * * *` },
      { kind: 'cron', expression: `${minute} ${hour} * * *` },
      { kind: 'cron', expression: `${minute} */6 * * 1-5` },
      { kind: 'interval', every_s: pick([3600, 5400, 7200]) },
      { kind: 'calendar', times: [`${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`] },
    ])
    return {
      trigger,
      zone: pick(['UTC', 'Europe/Vienna', 'America/New_York', 'Asia/Kathmandu']),
      overlap: pick(['skip', 'queue', 'allow', 'replace'] as const),
      misfire: {
        policy: pick(['run_once', 'skip', 'run_all'] as const),
        window_s: pick([0, 3600, 86_400]),
        max: pick([1, 3, 10]),
      },
      jitter_s: pick([0, 0, 60, 600]),
      blackouts: pick([[], [], [{ kind: 'daily' as const, from: '01:30', until: '03:00' }]]),
    }
  })
}

/** What happens in a stretch of time, by chance: mostly it passes, sometimes the machine sleeps, dies, or its clock is set. */
export function someHappenings(ms: number, random: () => number): Happening[] {
  const happenings: Happening[] = []
  let left = ms
  while (left > 0) {
    const chance = random()
    if (chance < 0.03) {
      const asleep = Math.min(left, Math.floor(random() * 8 * HOUR))
      happenings.push({ kind: 'sleep', ms: asleep })
      left -= asleep
    } else if (chance < 0.05) {
      happenings.push({ kind: 'set', ms: -Math.floor(random() * 2 * HOUR) })
    } else if (chance < 0.1) {
      happenings.push({ kind: 'crash' })
    } else {
      const step = Math.min(left, Math.floor(random() * 20 * MINUTE))
      happenings.push({ kind: 'pass', ms: step }, { kind: 'work' })
      left -= step
    }
  }
  return happenings
}

/** Fractions that a seed repeats. */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
