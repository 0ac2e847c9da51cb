import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { ProviderFailed, ProviderFile } from '#core/control'
import { createClock, createIds } from '#schemas/format'
import type { ProcessEvents, StartProcess } from './start-process.ts'
import { createTrustHosts } from './trust-hosts.ts'

const VAULT: ProviderFile = {
  name: 'vault',
  folder: '/srv/providers',
  file: 'vault.mjs',
  sha256: 'one',
  hosts: [],
  memoryBytes: 1024,
  timeoutMs: 1000,
}
const LOADED = { kind: 'loaded', name: 'vault', type: 'identity', functions: [], confined: 'test' } as const
const MINUTE = 60_000

/** Hosts whose processes are the test's, and a clock that it moves. */
function aBed() {
  let now = 0
  let timers: { at: number; fire: () => void }[] = []
  const lives: ProcessEvents[] = []
  const state = { refuses: false }
  const startProcess: StartProcess = (_, events) => {
    if (state.refuses) throw new Error('spawn ENOMEM')
    lives.push(events)
    return { pid: undefined, send: () => undefined, kill: () => undefined }
  }
  const hosts = createTrustHosts({
    entry: 'worker.js',
    startProcess,
    processes: { add: () => Promise.resolve(), remove: () => Promise.resolve(), list: () => [] },
    clock: {
      ...createClock(),
      monotonic: () => now,
      after(ms, fire) {
        const timer = { at: now + ms, fire }
        timers.push(timer)
        return () => (timers = timers.filter((each) => each !== timer))
      },
    },
    ids: createIds(),
    stopped: () => false,
    onLoaded: () => undefined,
    onFailed: () => undefined,
    onTrouble: (what, error) => {
      throw new Error(what, { cause: error })
    },
  })
  return {
    hosts,
    lives,
    state,
    pass(ms: number): void {
      now += ms
      const due = timers.filter(({ at }) => at <= now)
      timers = timers.filter(({ at }) => at > now)
      for (const { fire } of due) fire()
    },
  }
}

it('counts idle time from the last question of this very process', async () => {
  const { hosts, lives, pass } = aBed()
  const first = hosts.load(VAULT)
  lives[0]?.message(LOADED)
  await first
  lives[0]?.exit({ code: 1, signal: null, lastWords: '' })
  pass(5 * MINUTE - 1)
  const second = hosts.load(VAULT)
  await turn()
  pass(1)
  lives[1]?.message(LOADED)
  expect(await second).toMatchObject({ type: 'identity' })
  await hosts.close()
})

it('takes a process that cannot be started for a provider that failed', async () => {
  const { hosts, lives, state, pass } = aBed()
  state.refuses = true
  const why: Partial<ProviderFailed> = { reason: 'not_loaded', detail: 'spawn ENOMEM' }
  await expect(hosts.load(VAULT)).rejects.toMatchObject(why)
  expect(hosts.standing('vault')).toMatchObject({ failure: why, retryAt: expect.any(Number) })
  state.refuses = false
  await expect(hosts.load(VAULT)).rejects.toMatchObject({ reason: 'waiting' })
  // Nothing of what was never started is ended later.
  pass(MINUTE)
  const again = hosts.load(VAULT)
  lives[0]?.message(LOADED)
  expect(await again).toMatchObject({ type: 'identity' })
  await hosts.close()
})
