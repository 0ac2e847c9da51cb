import { describe, expect, it } from 'vitest'
import type { Api } from '../reach/api.ts'
import { changes } from './changes.ts'

/** A core of which only `events.follow` is asked. */
function following(batches: (signal: AbortSignal) => AsyncGenerator): Api {
  const follow = (_: unknown, { signal }: { signal: AbortSignal }) => Promise.resolve(batches(signal))
  return { events: { follow } } as unknown as Api
}

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))

async function count(api: Api, signal: AbortSignal, most: number): Promise<number> {
  let yields = 0
  for await (const _ of changes(api, signal)) {
    yields += 1
    if (yields === most) break
  }
  return yields
}

describe('changes', () => {
  it('yields at once and for each report', async () => {
    const api = following(async function* (signal) {
      yield {}
      yield {}
      await aborted(signal)
    })
    expect(await count(api, new AbortController().signal, 3)).toBe(3)
  })

  it('asks again after a second without any report', async () => {
    const silent = following(async function* (signal) {
      yield await aborted(signal)
    })
    const startedAt = performance.now()
    expect(await count(silent, new AbortController().signal, 2)).toBe(2)
    expect(performance.now() - startedAt).toBeGreaterThan(900)
  })

  it('ends without a failure when it is interrupted', async () => {
    const silent = following(async function* (signal) {
      yield await aborted(signal)
    })
    const interrupt = new AbortController()
    const counted = count(silent, interrupt.signal, 100)
    interrupt.abort()
    expect(await counted).toBe(1)
  })

  it('fails when the core leaves', async () => {
    const leaving = following(async function* () {
      yield {}
    })
    await expect(count(leaving, new AbortController().signal, 100)).rejects.toMatchObject({ code: 'no_core' })
  })
})
