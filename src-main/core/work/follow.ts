import type { EventKind, Usage } from '#schemas'
import { type Touched, TOPICS } from '#schemas/contract'
import { type Clock, isoTime } from '#schemas/format'
import type { Appended, Ledger } from '#core/record'

/** Figures of a run that goes on. */
export interface LiveRun {
  readonly run: string
  readonly job: string
  readonly usage: Usage
  readonly stored: number
}

/** Tells clients what changed, merged so that none gets more than ten batches a second however much happens. */
export interface Follow {
  /** New figures of a run; they are not part of the ledger. */
  live(run: LiveRun): void
  /** Something outside the ledger that a topic shows has changed, such as a worker's state. */
  touch(topic: Touched['topics'][number]): void
  follow(after: number | undefined, signal: AbortSignal): AsyncGenerator<Touched, void, void>
  close(): void
}

const BATCH_MS = 100
const MAX_JOBS = 500

interface Follower {
  take(appended: readonly Appended[]): void
  live(run: LiveRun): void
  touch(topic: Touched['topics'][number]): void
}

interface Gathered {
  topics: Set<Touched['topics'][number]>
  jobs: Set<string>
  many: boolean
  live: Map<string, LiveRun>
}

export function createFollow(ledger: Ledger, clock: Clock): Follow {
  const followers = new Set<Follower>()
  const closing = new AbortController()
  const stop = ledger.onAppend((appended) => {
    for (const follower of followers) follower.take(appended)
  })

  async function* follow(after: number | undefined, signal: AbortSignal): AsyncGenerator<Touched, void, void> {
    const ended = AbortSignal.any([signal, closing.signal])
    let gathered = emptyGathered()
    let wake: (() => void) | undefined
    const changed = () => wake?.()
    const follower: Follower = {
      take(appended) {
        for (const event of appended) gather(gathered, event)
        changed()
      },
      live(run) {
        gathered.live.set(run.run, run)
        changed()
      },
      touch(topic) {
        gathered.topics.add(topic)
        changed()
      },
    }
    const onAbort = () => wake?.()
    ended.addEventListener('abort', onAbort)
    followers.add(follower)
    try {
      yield firstBatch(ledger, clock, after)
      while (!ended.aborted) {
        if (isEmpty(gathered)) {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
          wake = undefined
          continue
        }
        const batch = gathered
        gathered = emptyGathered()
        yield toTouched(batch, ledger, clock)
        await pause(clock, BATCH_MS, ended)
      }
    } finally {
      followers.delete(follower)
      ended.removeEventListener('abort', onAbort)
    }
  }

  return {
    live: (run) => {
      for (const follower of followers) follower.live(run)
    },
    touch: (topic) => {
      for (const follower of followers) follower.touch(topic)
    },
    follow,
    close() {
      stop()
      closing.abort()
    },
  }
}

function emptyGathered(): Gathered {
  return { topics: new Set(), jobs: new Set(), many: false, live: new Map() }
}

function isEmpty(gathered: Gathered): boolean {
  return gathered.topics.size === 0 && gathered.live.size === 0
}

/** What a run tells while it works. Lists show nothing of it but its live figures, which come by themselves. */
const STEPS: ReadonlySet<string> = new Set<EventKind>([
  'run.header',
  'run.late_message',
  'path.rejected',
  'tool.called',
  'tool.returned',
  'step.done',
  'model.request_summary',
  'output.chunk',
])

const APPROVAL_FAMILIES: ReadonlySet<string> = new Set(['approval', 'approval_rule', 'grant'])
const OUTBOX_FAMILIES: ReadonlySet<string> = new Set(['alias', 'delivery', 'outbox'])
const MESSAGE_FAMILIES: ReadonlySet<string> = new Set(['agent', 'message', 'group', 'team'])

function gather(gathered: Gathered, event: Appended): void {
  gathered.topics.add('ledger')
  const family = event.kind.slice(0, event.kind.indexOf('.'))
  if (family === 'kill_switch') gathered.topics.add('kill_switch')
  if (family === 'worker') gathered.topics.add('workers')
  if (family === 'workspace') gathered.topics.add('workspaces')
  if (family === 'artifact') gathered.topics.add('artifacts')
  if (family === 'operation') gathered.topics.add('operations')
  if (family === 'secret') gathered.topics.add('secrets')
  if (family === 'schedule' || family === 'scheduler') gathered.topics.add('schedules')
  if (family === 'firing') gathered.topics.add('firings').add('schedules')
  if (family === 'chain' || family === 'schedule' || family === 'firing') gathered.topics.add('chains')
  if (family === 'pool') gathered.topics.add('pools')
  if (APPROVAL_FAMILIES.has(family)) gathered.topics.add('approvals')
  if (OUTBOX_FAMILIES.has(family)) gathered.topics.add('outbox')
  if (MESSAGE_FAMILIES.has(family)) gathered.topics.add('messages')
  if (event.kind === 'run.claimed' || event.kind === 'run.finished') gathered.topics.add('workers').add('kill_switch')
  if (event.job === undefined) return
  gathered.topics.add('jobs')
  if (!STEPS.has(event.kind)) gathered.topics.add('job_rows')
  if (gathered.jobs.size < MAX_JOBS) gathered.jobs.add(event.job)
  else if (!gathered.jobs.has(event.job)) gathered.many = true
}

function toTouched(batch: Gathered, ledger: Ledger, clock: Clock): Touched {
  return {
    head: ledger.head().seq,
    now: isoTime(clock.now()),
    topics: [...batch.topics],
    jobs: [...batch.jobs],
    many: batch.many,
    usage: [...batch.live.values()],
  }
}

/** What a client that starts or comes back must know: everything, or what came after the last batch it saw. */
function firstBatch(ledger: Ledger, clock: Clock, after: number | undefined): Touched {
  const all: Gathered = {
    topics: new Set(TOPICS),
    jobs: new Set(),
    many: true,
    live: new Map(),
  }
  if (after === undefined) return toTouched(all, ledger, clock)
  const missed = ledger.page({ after, limit: MAX_JOBS })
  for (const event of missed.items) if (event.job_id !== null) all.jobs.add(event.job_id)
  return toTouched({ ...all, many: missed.more }, ledger, clock)
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', done)
      resolve()
    })
    const done = () => {
      cancel()
      resolve()
    }
    signal.addEventListener('abort', done, { once: true })
  })
}
