import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Touched } from '#schemas/contract'
import type { Client } from '../client/client.ts'
import { createLive } from './live.ts'
import type { LiveMeta } from './touch.ts'
import { createUsageBoard } from './usage.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const touched = (over: Partial<Touched> = {}): Touched => ({
  head: 1,
  now: '2025-11-20T10:00:00.000Z',
  topics: ['jobs', 'ledger'],
  jobs: [],
  many: false,
  usage: [],
  ...over,
})

/** A live feed over a core that the test plays. */
function aLive() {
  let take: (batch: Touched) => void = () => undefined
  let hidden = false
  let seen: () => void = () => undefined
  const get = vi.fn<() => Promise<unknown>>(() => Promise.resolve({ mode: 'released' }))
  const follow = async () => {
    await Promise.resolve()
    return (async function* stream() {
      for (;;) yield await new Promise<Touched>((resolve) => (take = resolve))
    })()
  }
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
  const live = createLive({
    client: { events: { follow }, killSwitch: { get } } as unknown as Client,
    queries,
    clock: {
      now: () => 0,
      onTick: () => () => undefined,
      set: () => undefined,
      hold: () => undefined,
      goOn: () => undefined,
    },
    visibility: { hidden: () => hidden, onChange: (tell) => ((seen = tell), () => undefined) },
  })
  live.start()
  return {
    live,
    get,
    async batch(over: Partial<Touched> = {}) {
      await vi.advanceTimersByTimeAsync(0)
      take(touched(over))
      await vi.advanceTimersByTimeAsync(0)
    },
    hide(now: boolean) {
      hidden = now
      seen()
    },
    /** A query on screen; how often it was asked. */
    onScreen(name: string, meta: LiveMeta, answer: Promise<string> = Promise.resolve(name)) {
      const ask = vi.fn<() => Promise<string>>(() => answer)
      new QueryObserver(queries, { queryKey: [name], queryFn: ask, meta: { live: meta } }).subscribe(() => undefined)
      return ask
    },
  }
}

/** Past the first batch, which asks everything, and past the gate. */
async function settledLive() {
  const fake = aLive()
  const jobs = fake.onScreen('jobs', { topics: ['jobs'] })
  const one = fake.onScreen('one', { topics: ['jobs'], job: 'job-1' })
  const killSwitch = fake.onScreen('switch', { topics: ['kill_switch'], always: true })
  await fake.batch({ head: 10 })
  await vi.advanceTimersByTimeAsync(600)
  for (const ask of [jobs, one, killSwitch]) ask.mockClear()
  return { ...fake, jobs, one, killSwitch }
}

describe('a batch', () => {
  it('asks exactly the queries it makes old', async () => {
    const { batch, jobs, one, killSwitch } = await settledLive()
    await batch({ head: 11, jobs: ['job-2'] })
    expect([jobs, one, killSwitch].map(({ mock }) => mock.calls.length)).toEqual([1, 0, 0])
    await vi.advanceTimersByTimeAsync(300)
    await batch({ head: 12, jobs: ['job-1'] })
    expect([jobs, one, killSwitch].map(({ mock }) => mock.calls.length)).toEqual([2, 1, 0])
  })
})

it('asks once more for a change that came before the first answer', async () => {
  const { batch, onScreen } = await settledLive()
  let arrive: (answer: string) => void = () => undefined
  const late = onScreen('late', { topics: ['jobs'] }, new Promise((resolve) => (arrive = resolve)))
  await batch({ head: 11 })
  arrive('from before')
  await vi.advanceTimersByTimeAsync(600)
  expect(late).toHaveBeenCalledTimes(2)
})

describe.each([
  ['paused', (fake: Awaited<ReturnType<typeof settledLive>>, on: boolean) => fake.live.setPaused(on)],
  ['hidden', (fake: Awaited<ReturnType<typeof settledLive>>, on: boolean) => fake.hide(on)],
] as const)('while %s', (_, hold) => {
  it('reads no lists, counts what it is behind, and catches up at once', async () => {
    const fake = await settledLive()
    hold(fake, true)
    await fake.batch({ head: 12, jobs: ['job-1'] })
    await fake.batch({ head: 44, jobs: ['job-1'] })
    expect([fake.jobs, fake.one].map(({ mock }) => mock.calls.length)).toEqual([0, 0])
    expect(fake.live.progress().behind).toBe(34)
    hold(fake, false)
    await vi.advanceTimersByTimeAsync(300)
    expect([fake.jobs, fake.one].map(({ mock }) => mock.calls.length)).toEqual([1, 1])
    expect(fake.live.progress().behind).toBe(0)
  })

  it('holds also what was to be asked a moment later', async () => {
    const fake = await settledLive()
    await fake.batch({ head: 11, jobs: ['job-1'] })
    await fake.batch({ head: 12, jobs: ['job-1'] })
    hold(fake, true)
    await vi.advanceTimersByTimeAsync(2000)
    expect(fake.jobs).toHaveBeenCalledTimes(1)
    hold(fake, false)
    await vi.advanceTimersByTimeAsync(300)
    expect(fake.jobs).toHaveBeenCalledTimes(2)
  })

  it('keeps the kill switch live', async () => {
    const fake = await settledLive()
    hold(fake, true)
    await fake.batch({ head: 12, topics: ['kill_switch'] })
    expect(fake.killSwitch).toHaveBeenCalledTimes(1)
  })
})

describe('contact', () => {
  it('asks a silent core for a sign of life, and stays live while it answers', async () => {
    const { live, get } = await settledLive()
    await vi.advanceTimersByTimeAsync(5000)
    expect(get.mock.calls.length).toBeGreaterThanOrEqual(4)
    expect(live.state().contact).toBe('live')
  })

  it('is lost within two seconds of silence, and back with the first answer, which asks everything again', async () => {
    const { live, get, batch, jobs } = await settledLive()
    get.mockImplementation(() => new Promise(() => undefined))
    await vi.advanceTimersByTimeAsync(2000)
    expect(live.state().contact).toBe('lost')
    await batch({ head: 20, topics: [] })
    expect(live.state().contact).toBe('live')
    expect(jobs).toHaveBeenCalledTimes(1)
  })

  it('asks no lists again while they are held, when it comes back', async () => {
    const { live, batch, jobs, killSwitch } = await settledLive()
    live.setPaused(true)
    live.dropped()
    await batch({ head: 20, topics: [] })
    expect([jobs, killSwitch].map(({ mock }) => mock.calls.length)).toEqual([0, 1])
    live.setPaused(false)
    await vi.advanceTimersByTimeAsync(300)
    expect(jobs).toHaveBeenCalledTimes(1)
  })

  it('is lost at once when the connection closes', async () => {
    const { live } = await settledLive()
    live.dropped()
    expect(live.state().contact).toBe('lost')
  })
})

it('hands on live figures of runs without asking anything', async () => {
  const { live, batch, jobs } = await settledLive()
  const usage = { wall_ms: 5, tool_calls: 1, output_bytes: 9 }
  await batch({ head: 10, topics: [], usage: [{ run: 'run-1', job: 'job-1', usage, stored: 9 }] })
  expect(live.usage.ofJob('job-1')?.usage).toEqual(usage)
  expect(jobs).not.toHaveBeenCalled()
})

it('forgets the figures of runs that have long been silent', () => {
  const usage = { wall_ms: 5, tool_calls: 1, output_bytes: 9 }
  const board = createUsageBoard()
  board.take([{ run: 'run-1', job: 'job-1', usage, stored: 9 }], 0)
  board.take([{ run: 'run-2', job: 'job-2', usage, stored: 9 }], 60 * 60_000)
  expect([board.ofRun('run-1'), board.ofJob('job-1')]).toEqual([undefined, undefined])
  expect(board.ofRun('run-2')?.stored).toBe(9)
})
