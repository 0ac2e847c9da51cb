import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { InterlockError } from '#schemas'
import { createCoreSide } from './core-side.ts'
import type { CoreSource, OwnCore } from './core-source.ts'
import { aLiveCore, OURS } from './factory.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A data directory that another process has, until it lets go of it. */
function aBed() {
  const elsewhere = aLiveCore()
  const opening = Promise.withResolvers<void>()
  const bed = { elsewhere, opening, held: true, open: 0, closed: [] as string[] }

  async function open(): Promise<OwnCore> {
    if (bed.held) throw new InterlockError('core_already_running', { home: '/h', pid: 1 })
    await opening.promise
    bed.open += 1
    const here = aLiveCore()
    return {
      stopAsked: new AbortController().signal,
      server: {
        connect({ send }) {
          const message = (text: string) => void send(text)
          const line = here.open({ opened: () => undefined, message, closed: () => undefined })
          return { receive: (text) => Promise.resolve(line.send(text)), close: () => undefined }
        },
      },
      close(reason) {
        bed.open -= 1
        bed.closed.push(reason)
        return Promise.resolve()
      },
    }
  }

  const source: CoreSource = {
    open,
    openUnlessLive: () => Promise.resolve(undefined),
    openOnceFree: (wanted) => wanted(),
    async stopLive() {
      elsewhere.goes()
      bed.held = false
      await Promise.resolve()
    },
    liveConsole: () => Promise.resolve(null),
    lines: elsewhere.open,
  }
  const side = createCoreSide({ home: '/h', version: OURS, onStopAsked: () => undefined }, source)
  return { bed, side }
}

/** The main end of a window's port. */
function aPort() {
  const heard: unknown[] = []
  const port = {
    on: () => port,
    start: () => undefined,
    close: () => undefined,
    postMessage: (it: unknown) => heard.push(it),
  }
  return { heard, port: port as unknown as Parameters<Awaited<ReturnType<typeof aBed>['side']>['connect']>[0] }
}

it('waits at its end for a core that is being opened, and closes it', async () => {
  const { bed, side: opened } = aBed()
  const side = await opened
  bed.elsewhere.goes()
  bed.held = false
  const takeOver = side.runHere()
  await Promise.resolve()
  const closed = side.close('quit')
  bed.opening.resolve()
  await Promise.all([takeOver, closed])
  expect(bed).toMatchObject({ open: 0, closed: ['quit'] })
  await expect(side.runHere()).resolves.toBeUndefined()
  expect(bed.open).toBe(0)
})

it('opens none after its end', async () => {
  const { bed, side: opened } = aBed()
  const side = await opened
  bed.elsewhere.goes()
  bed.held = false
  bed.opening.resolve()
  await side.close('quit')
  await expect(side.runHere()).rejects.toMatchObject({ code: 'core_stopping' })
  expect(bed.open).toBe(0)
})

it('opens none where the other goes on, and is attached as before', async () => {
  const { bed, side: opened } = aBed()
  const side = await opened
  await expect(side.runHere()).rejects.toMatchObject({ code: 'core_already_running' })
  expect([side.mode, bed.open]).toEqual(['attached', 0])
  await side.close('quit')
})

it('ends a core of another version where that is wanted, and shows its windows the one it then runs', async () => {
  const { bed, side: opened } = aBed()
  bed.opening.resolve()
  const side = await opened
  await vi.advanceTimersByTimeAsync(10)
  await side.replaceOther()
  expect(side.mode).toBe('attached')
  bed.elsewhere.goes()
  bed.elsewhere.comes(0, '0.9.0')
  const { heard, port } = aPort()
  side.connect(port)
  await vi.advanceTimersByTimeAsync(3000)
  expect(side.watch.state()).toMatchObject({ contact: 'lost', otherVersion: '0.9.0' })
  expect(heard).toEqual([])
  await side.replaceOther()
  await vi.advanceTimersByTimeAsync(10)
  expect(side.mode).toBe('own')
  expect(side.watch.state()).toMatchObject({ mode: 'own', contact: 'live', otherVersion: null })
  side.connect(port)
  await vi.advanceTimersByTimeAsync(10)
  expect(heard).toEqual([null, true])
  await side.close('quit')
  expect(bed).toMatchObject({ open: 0, closed: ['quit'] })
})
