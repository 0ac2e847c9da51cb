import { expect, it } from 'vitest'
import { type Clock, createClock } from '#schemas/format'
import type { DaemonStatus, DueScan } from './files.ts'
import { lookOnce, scanLoop } from './scan-loop.ts'

const FOUND: DueScan = { checked_at: '2026-03-01T12:00:00.000Z', due_count: 0, runs: [] }

const FIRST: DaemonStatus = {
  running: true,
  pid: 1,
  token: 't',
  pid_file: 'p',
  status_file: 's',
  log_file: null,
  mode: 'background',
  started_at: '2026-03-01T12:00:00.000Z',
  stopped_at: null,
  last_heartbeat_at: null,
  interval_seconds: 60,
  limit: 7,
  last_due_scan: null,
  last_due_scan_at: null,
  last_due_count: null,
  last_error: null,
  last_error_at: null,
  exit_code: null,
}

/** A clock whose timers fire at once, so many times; then the daemon is told to stop. */
function ticking(times: number, stop: AbortController) {
  const waits: number[] = []
  const clock: Clock = {
    ...createClock(),
    after(ms, fire) {
      waits.push(ms)
      const timer = setImmediate(() => (waits.length < times ? fire() : stop.abort()))
      return () => clearImmediate(timer)
    },
  }
  return { clock, waits }
}

it('looks, writes, waits, and keeps the mode it was started in', async () => {
  const stop = new AbortController()
  const { clock, waits } = ticking(3, stop)
  const written: DaemonStatus[] = []
  const run = { schedule: 'sch-1', firing: 'fir-1', state: 'enqueued', job: null }
  const many = { ...FOUND, due_count: 9, runs: Array.from({ length: 9 }, () => run) }
  const scan = () => Promise.resolve(many)
  const last = await scanLoop(FIRST, { clock, scan, write: (now) => written.push(now), signal: stop.signal })
  expect(waits).toEqual([60_000, 60_000, 60_000])
  expect(written).toHaveLength(3)
  expect(last).toMatchObject({ mode: 'background', last_due_count: 9, last_error: null })
  expect(last.last_due_scan?.runs).toHaveLength(7)
})

it('records a look that failed by its code, with no word of what was said, and goes on', async () => {
  const stop = new AbortController()
  const { clock } = ticking(2, stop)
  let looks = 0
  const scan = () => {
    looks += 1
    const failure = Object.assign(new Error('row 7 of /home/op/secret is broken'), {
      code: 'storage_failed',
      remedy: 'x',
    })
    return looks === 1 ? Promise.reject(failure) : Promise.resolve(FOUND)
  }
  const last = await scanLoop(FIRST, { clock, scan, write: () => undefined, signal: stop.signal })
  expect(looks).toBe(2)
  expect(last).toMatchObject({ last_error: 'storage_failed', last_due_scan: FOUND })
  expect(JSON.stringify(last)).not.toContain('secret')
})

it('outlives a status that cannot be written, and says so when it can', async () => {
  const stop = new AbortController()
  const { clock } = ticking(3, stop)
  const written: DaemonStatus[] = []
  let writes = 0
  const write = (now: DaemonStatus) => {
    writes += 1
    if (writes === 1) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
    written.push(now)
  }
  const last = await scanLoop(FIRST, { clock, scan: () => Promise.resolve(FOUND), write, signal: stop.signal })
  expect(writes).toBe(3)
  expect(written.map(({ last_error }) => last_error)).toEqual(['storage_failed', 'storage_failed'])
  expect(last).toMatchObject({ last_error: 'storage_failed', last_due_scan: FOUND })
})

it('does not count a core that stopped while it was asked as a failure', async () => {
  const stop = new AbortController()
  const { clock } = ticking(1, stop)
  const scan = () => {
    stop.abort()
    return Promise.reject(new Error('gone'))
  }
  expect(await scanLoop(FIRST, { clock, scan, write: () => undefined, signal: stop.signal })).toMatchObject({
    last_error: null,
    last_heartbeat_at: null,
  })
})

it('says of a single look how the process ends', async () => {
  const clock = createClock()
  const good = await lookOnce(FIRST, () => Promise.resolve(FOUND), clock)
  expect(good).toMatchObject({ last: { last_error: null, exit_code: 0 }, fired: [] })
  const failing = () => Promise.reject(Object.assign(new Error('x'), { code: 'storage_failed', remedy: 'y' }))
  expect(await lookOnce(FIRST, failing, clock)).toMatchObject({ last: { last_error: 'storage_failed', exit_code: 1 } })
})
