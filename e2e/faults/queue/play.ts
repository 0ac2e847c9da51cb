import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'vitest'
import type { RunEnd, RunStream } from '#core/work'
import { isInterlockError } from '#schemas'
import { aJob, BUDGETS } from '../../support/jobs.ts'
import type { Act, Crash, Scene } from './acts.ts'
import { leftAt, type Life, logSize, openLife, type WallTime } from './life.ts'

/** A run as its worker knows it. */
interface Held {
  readonly job: string
  readonly run: string
  readonly token: number
  readonly worker: string
  readonly stream: RunStream
}

/** What the world outside was told, and may therefore rely on. */
export interface Told {
  /** Accepted jobs and the content they were accepted with. */
  readonly accepted: Map<string, number>
  /** Jobs whose success was acknowledged. */
  readonly succeeded: Set<string>
}

/** Two workers, one of which offers less. */
const WORKERS = [
  { id: 'wrk-1', offers: new Set(['repo_tools', 'gpu']) },
  { id: 'wrk-2', offers: new Set(['repo_tools']) },
  { id: 'wrk-3', offers: new Set(['repo_tools', 'gpu']) },
] as const
const BEGUN = Date.parse('2026-01-01T00:00:00Z')

/** Content number `variant`; the same number is the same content at any time. */
function content(variant: number) {
  return {
    meta: { variant },
    priority: variant % 2,
    max_attempts: 1 + (variant % 3),
    ...(variant === 3 && { requires: ['gpu'] }),
    ...(variant === 4 && { run_at: new Date(BEGUN + 3_600_000).toISOString() }),
    ...(variant === 5 && { retry_on: ['timed_out' as const] }),
  }
}

export type Play = Awaited<ReturnType<typeof createPlay>>

/** Plays scenes on data directories below `folder`, a new one after each crash. */
export async function createPlay(folder: string) {
  const time: WallTime = { now: BEGUN }
  const told: Told = { accepted: new Map(), succeeded: new Set() }
  let lives = 0
  let life = await openLife(join(folder, String(lives)), time)
  let held: Held[] = []
  const over: Held[] = []
  let synced = logSize(life.home.root)
  const dead = new WeakSet<Life>()

  const someOf = <T>(list: readonly T[], which: number): T | undefined => list[which % Math.max(1, list.length)]
  const someJob = (which: number) => someOf([...told.accepted.keys()], which)

  /** Remembers what a life told, unless it was dead by then. */
  function tells(by: Life, note: () => void): void {
    if (dead.has(by)) return
    note()
    synced = logSize(life.home.root)
  }

  async function add({ id, key, variant }: Extract<Act, { kind: 'add' }>): Promise<void> {
    const by = life
    const names = { ...(id !== undefined && { id }), ...(key !== undefined && { idempotency_key: key }) }
    const { row, created } = await by.enqueue(aJob({ ...names, ...content(variant) }), 'test')
    tells(by, () => {
      // Taken in once, and only with the content it was first accepted with.
      expect(told.accepted.get(row.id) ?? variant).toBe(variant)
      expect(created && told.accepted.has(row.id)).toBe(false)
      told.accepted.set(row.id, variant)
    })
  }

  async function claim({ worker }: Extract<Act, { kind: 'claim' }>): Promise<void> {
    const by = life
    const claimant = WORKERS[worker] ?? WORKERS[0]
    // As the slots do: a claim does not wait for the disk.
    const claimed = await by.store.write((write) => by.claim(write, claimant), { durable: false })
    if (claimed === undefined || dead.has(by)) return
    const { run, token } = claimed
    const job = claimed.job.id
    held.push({ job, run, token, worker: claimant.id, stream: by.openStream({ run, job, token, worker: claimant.id }) })
  }

  async function report({ which, what }: Extract<Act, { kind: 'report' }>): Promise<void> {
    const stream = someOf(held, which)?.stream
    if (stream === undefined) return
    const step = { step: 1, name: 'x', items: 0, bytes: 0, duration_ms: 0 }
    if (what === 'steps') await stream.steps([{ at: time.now, kind: 'step.done', payload: step }])
    else await stream.output([{ at: time.now, stream: 'stdout', text: 'some output\n' }])
  }

  async function finish({ which, state, transient, code }: Extract<Act, { kind: 'finish' }>): Promise<void> {
    const by = life
    const found = someOf(held, which)
    if (found === undefined) return
    held = held.filter((each) => each !== found)
    const output = await found.stream.seal()
    const counted = await by.store.write((write) =>
      by.finishRun(write, { ...END, ...found, state, transient, output, actor: found.worker, code }),
    )
    expect(counted).toBe(true)
    over.push(found)
    if (state === 'succeeded') tells(by, () => void told.succeeded.add(found.job))
  }

  async function late({ which, how }: Extract<Act, { kind: 'late' }>): Promise<void> {
    const by = life
    const found = someOf(how === 'other token' ? held : over, which)
    if (found === undefined) return
    const from = how === 'unknown run' ? { ...found, run: 'run-of-nobody' } : found
    const token = how === 'other token' ? found.token + 1 : found.token
    const counted = await by.store.write((write) =>
      by.finishRun(write, { ...END, ...from, token, actor: found.worker }),
    )
    expect(counted).toBe(false)
  }

  async function perform(given: Act): Promise<void> {
    switch (given.kind) {
      case 'add':
        return add(given)
      case 'claim':
        return claim(given)
      case 'report':
        return report(given)
      case 'finish':
        return finish(given)
      case 'late':
        return late(given)
      case 'cancel':
      case 'requeue':
      case 'restore':
      case 'retry': {
        const job = someJob(given.which)
        if (job !== undefined) await life.acts[given.kind](job, 'test')
        return
      }
      case 'priority': {
        const job = someJob(given.which)
        if (job !== undefined) await life.acts.setPriority(job, given.priority, 'test')
        return
      }
      case 'promote':
        return void (await life.acts.promoteDue())
      case 'hold workspace': {
        const { store, acts } = life
        return void (await store.write((write) => acts.holdWorkspace(write, 'demo', 'test')))
      }
      case 'set clock':
        time.now += given.by
        return void (await life.acts.promoteDue())
      case 'engage':
        return life.killSwitch.engage({ hard: given.hard, source: 'operator' }, 'test', [])
      case 'release': {
        const { killSwitch, acts } = life
        const drops = (run: string) => (given.choice === 'drop') !== (given.others && run.charCodeAt(29) % 2 === 0)
        return killSwitch.release({ source: 'operator' }, 'test', (write, killed) =>
          acts.settleKilled(write, killed, drops, 'test'),
        )
      }
    }
  }

  /** The life ends here, whatever it was about to do; the next one opens what it left. */
  async function die(crash: Crash, begun: Promise<unknown>): Promise<void> {
    for (let n = 0; n < crash.turns; n += 1) await turn()
    const former = life
    const root = join(folder, String((lives += 1)))
    dead.add(former)
    leftAt(former.home.root, root, crash.powerCut === undefined ? undefined : { synced, part: crash.powerCut })
    const workers = held
    over.push(...held)
    held = []
    life = await openLife(root, time)
    synced = logSize(root)
    // What the dead one still does happens in its own files, which nobody looks at any more.
    await begun
    await Promise.allSettled(workers.map(({ stream }) => stream.seal()))
    await former.close()
    expect(life.troubles).toEqual([])
  }

  return {
    time,
    told,
    life: () => life,
    running: () => held.map(({ run }) => run).toSorted(),
    async scene({ acts, crash }: Scene): Promise<void> {
      const begun = Promise.all(acts.map((each) => refusedOr(perform(each))))
      if (crash === undefined) await begun
      else await die(crash, begun)
    },
    /** An orderly stop of the store, for who looks at the files. */
    async close(): Promise<void> {
      await Promise.all(held.map(({ stream }) => stream.seal()))
      await life.close()
    },
  }
}

const REFUSALS = [
  'state_conflict',
  'restore_impossible',
  'job_conflict',
  'kill_switch_not_engaged',
  'core_stopping',
] as const

/** What cannot be done now is refused in words. */
async function refusedOr(performed: Promise<void>): Promise<void> {
  try {
    await performed
  } catch (error) {
    if (!REFUSALS.some((code) => isInterlockError(error, code))) throw error
  }
}

const END: Omit<RunEnd, 'run' | 'token' | 'actor'> = {
  state: 'succeeded',
  code: null,
  message: null,
  transient: false,
  result: { some: 'result' },
  verdict: null,
  usage: { wall_ms: 1, tool_calls: 0, output_bytes: 0 },
  budgets: BUDGETS,
  artifacts: [],
  output: null,
}
