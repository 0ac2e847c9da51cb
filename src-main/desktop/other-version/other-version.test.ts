import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import type { CoreState } from '../core-side/types.ts'
import type { Ask } from '../dialogs/question.ts'
import { aCore } from '../kill/factory.ts'
import { consoleAddress } from './console-address.ts'
import { createOtherVersion, type OtherVersionDeps } from './other-version.ts'
import { isOlderThan, mismatchQuestion } from './words.ts'

const OURS = '1.2.0'

describe('the question about a core of another version', () => {
  it.each([
    ['1.1.9', OURS, true],
    ['1.2.0', '1.10.0', true],
    ['2.0.0', OURS, false],
    [OURS, OURS, false],
    ['1.2.0-beta.1', OURS, false],
    ['of an unknown version', OURS, false],
  ])('takes %s for older than %s: %s', (theirs, ours, older) => expect(isOlderThan(theirs, ours)).toBe(older))

  it('names both versions, and offers to end an older one, after which the database is brought up to date', () => {
    const question = mismatchQuestion({ theirs: '1.1.0', ours: OURS, atStart: false })
    expect(question.message).toBe('Interlock 1.1.0 runs here, and this application is 1.2.0')
    expect(question.acts).toEqual(['replace', 'browser', 'quit', 'leave'])
    expect(question.detail).toContain('after a copy of it was made')
    expect(question).toMatchObject({ refuse: 3, enter: 3 })
  })

  it('never offers to end a newer one, whose database this application could not open', () => {
    const question = mismatchQuestion({ theirs: '2.0.0', ours: OURS, atStart: true })
    expect(question.acts).toEqual(['browser', 'quit'])
    expect(question.detail).toContain('Update this application')
    expect(question).toMatchObject({ refuse: 1, enter: 1 })
  })
})

it.each(['https://127.0.0.1:7717/', 'http://example.com/', 'file:///etc/passwd', 'http://u@127.0.0.1/', ''])(
  'opens no other address: %s',
  (address) => expect(() => consoleAddress(address)).toThrow('no address of this machine'),
)

function aBed(answers: readonly (string | undefined)[], over: Partial<OtherVersionDeps['core']> = {}) {
  let state: CoreState = aCore({ contact: 'lost', otherVersion: '1.1.0' })
  const listeners = new Set<(state: CoreState) => void>()
  const asked: string[] = []
  const replaceOther = vi.fn<() => Promise<void>>(() => Promise.resolve())
  const openConsole = vi.fn<OtherVersionDeps['openConsole']>(() => Promise.resolve())
  const quit = vi.fn<() => void>()
  const ask: Ask = async ({ message, buttons }, signal) => {
    const answer = answers[asked.push(message) - 1]
    if (answer !== undefined) return buttons.indexOf(answer)
    // Until it is withdrawn.
    await new Promise((resolve) => signal?.addEventListener('abort', resolve))
    return undefined
  }
  const desk = createOtherVersion({
    core: {
      watch: {
        state: () => state,
        onChange(tell) {
          listeners.add(tell)
          return () => void listeners.delete(tell)
        },
        refresh: () => Promise.resolve(state),
      },
      replaceOther,
      consoleElsewhere: () => Promise.resolve('http://127.0.0.1:7717/#code'),
      ...over,
    },
    version: OURS,
    ask,
    openConsole,
    quit,
    log: { warn: () => undefined },
  })
  const becomes = (next: Partial<CoreState>) => {
    state = { ...state, ...next }
    for (const tell of listeners) tell(state)
  }
  return { desk, asked, replaceOther, openConsole, quit, becomes, listeners }
}

describe('at the start', () => {
  it('asks nothing where the core fits, or there is none', async () => {
    const { desk, asked, becomes } = aBed([])
    becomes({ otherVersion: null })
    expect(await desk.settle()).toBe(true)
    expect(asked).toEqual([])
  })

  it.each([
    ['End it and run the core here', true],
    ['Open its console in the browser', false],
    ['Quit', false],
  ])('goes on after "%s": %s', async (answer, goesOn) => {
    const { desk, replaceOther, openConsole } = aBed([answer])
    expect(await desk.settle()).toBe(goesOn)
    expect(replaceOther).toHaveBeenCalledTimes(goesOn ? 1 : 0)
    expect(openConsole.mock.calls).toEqual(answer.startsWith('Open') ? [['http://127.0.0.1:7717/#code']] : [])
    expect(consoleAddress('http://127.0.0.1:7717/#code')).toBe('http://127.0.0.1:7717/#code')
  })

  it('tells what failed and asks again', async () => {
    const replaceOther = () => Promise.reject(new Error('gone'))
    const { desk, asked } = aBed(['End it and run the core here', 'Close', 'Quit'], { replaceOther })
    expect(await desk.settle()).toBe(false)
    expect(asked).toEqual([
      expect.stringContaining('1.1.0'),
      'That could not be done',
      expect.stringContaining('1.1.0'),
    ])
  })

  it('withdraws the question and goes on once the core fits', async () => {
    const { desk, asked, becomes } = aBed([])
    const settled = desk.settle()
    becomes({ contact: 'live', otherVersion: null })
    expect(await settled).toBe(true)
    expect(asked).toHaveLength(1)
  })
})

describe('later', () => {
  it('asks by itself once for each that turns up, and from a menu again', async () => {
    const { desk, asked, becomes, quit } = aBed(['Leave it', 'Leave it', 'Quit'])
    becomes({ otherVersion: null })
    desk.begin()
    becomes({ otherVersion: '1.1.0' })
    becomes({ running: 1 })
    await turn()
    expect(asked).toHaveLength(1)
    await desk.ask()
    expect(asked).toHaveLength(2)
    becomes({ otherVersion: null })
    becomes({ otherVersion: '2.0.0' })
    await turn()
    expect(quit).toHaveBeenCalledOnce()
  })

  it('withdraws its question at the end', async () => {
    const { desk, asked, listeners } = aBed([])
    desk.begin()
    const over = desk.ask()
    desk.close()
    await over
    expect([asked.length, listeners.size]).toEqual([1, 0])
  })
})
