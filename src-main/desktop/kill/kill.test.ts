import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { KillSwitch } from '#schemas'
import type { CoreSide, CoreState } from '../core-side/types.ts'
import type { Ask, Question } from '../dialogs/question.ts'
import { aCore, aSwitch } from './factory.ts'
import { isKillChord, menuAccelerator } from './kill-chord.ts'
import { createKillControl } from './kill-control.ts'
import { createGlobalShortcut } from './shortcut.ts'
import { changedElsewhereNotice, releaseQuestion, switchLine } from './words.ts'

const log = pino({ enabled: false })
const killed = (run: string) => ({ run, job: `job-${run}`, title: 'npm test', type: 'test_runner_task' })

/** A control over a core that is only pretended; `answers` are given to questions in turn, the last one to all others. */
function aControl({ state = aCore(), answers = [] as (number | undefined)[], fails = false, figures = [[0, 0]] } = {}) {
  const listeners = new Set<(state: CoreState) => void>()
  const orders: boolean[] = []
  const released: unknown[] = []
  const questions: Question[] = []
  const files: boolean[] = []
  let now = state
  let asked = 0
  const become = (killSwitch: KillSwitch) => {
    now = { ...now, killSwitch }
    for (const tell of listeners) tell(now)
  }
  const killSwitch = {
    engage: ({ hard }: { hard: boolean }) => {
      orders.push(hard)
      if (fails) return Promise.reject(new Error('nobody there'))
      become(aSwitch({ mode: hard ? 'engaged_hard' : 'engaged' }))
      return Promise.resolve(now.killSwitch)
    },
    releasePreview: () => {
      const [starts = 0, waits = 0] = figures[Math.min(asked, figures.length - 1)] ?? []
      return Promise.resolve({ head: 1, killed: now.killSwitch.killed, starts, waits })
    },
    release: (input: unknown) => {
      released.push(input)
      become(aSwitch())
      return Promise.resolve(now.killSwitch)
    },
  }
  const ask: Ask = (question, signal) => {
    questions.push(question)
    const answer = answers[asked]
    asked += 1
    if (answer !== undefined) return Promise.resolve(answer)
    return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(undefined)))
  }
  const control = createKillControl({
    // Of the contract only these calls are made.
    core: {
      client: { killSwitch } as unknown as CoreSide['client'],
      home: '/home',
      watch: {
        state: () => now,
        onChange: (tell) => (listeners.add(tell), () => void listeners.delete(tell)),
        refresh: () => Promise.resolve(now),
      },
    },
    ask,
    engageByFile: (home, hard) => (files.push(hard), `${home}/KILL_SWITCH`),
    clock: () => '10:42:07',
    log,
  })
  return { control, orders, released, questions, files, become, asked: () => asked }
}

describe('engaging', () => {
  it('asks nobody, and is only asked for until the core confirms', async () => {
    const { control, orders, questions } = aControl()
    const done = control.engage()
    expect(control.asked()).toBe('engaged')
    await done
    expect(control.asked()).toBeUndefined()
    expect({ orders, questions }).toEqual({ orders: [false], questions: [] })
  })

  it('writes the file where the core does not confirm, and says so', async () => {
    const { control, files, questions } = aControl({ fails: true })
    await control.engage()
    expect(files).toEqual([false])
    expect(questions[0]?.detail).toContain('/home/KILL_SWITCH')
  })
})

describe('the hard stop', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('engages at once and ends all work where one says so', async () => {
    const { control, orders } = aControl({ answers: [0] })
    await control.hardStop()
    expect(orders).toEqual([false, true])
  })

  it('stays engaged where one says no', async () => {
    const { control, orders } = aControl({ answers: [1] })
    await control.hardStop()
    expect(orders).toEqual([false])
  })

  it('follows the second press of the shortcut, not the first', async () => {
    const { control, orders } = aControl({ answers: [0] })
    await control.press()
    expect(orders).toEqual([false])
    await control.press()
    expect(orders).toEqual([false, true])
  })
})

describe('the release', () => {
  const engaged = aCore({ killSwitch: aSwitch({ mode: 'engaged_hard', killed: [killed('a'), killed('b')] }) })

  it('keeps it engaged by Enter and Escape', async () => {
    const { control, released, questions } = aControl({ state: engaged, answers: [0] })
    await control.release()
    expect(questions[0]).toMatchObject({ refuse: 0, enter: 0 })
    expect(questions[0]?.buttons).toEqual([
      'Keep engaged',
      'Release and requeue 2 runs',
      'Release and drop 2 runs',
      'Choose for each run…',
    ])
    expect(released).toEqual([])
  })

  it('asks for each run, and once more with the sum', async () => {
    const { control, released, questions } = aControl({ state: engaged, answers: [3, 1, 2, 1] })
    await control.release()
    expect(questions.at(-1)?.buttons).toEqual(['Keep engaged', 'Release, requeue 1 and drop 1 run'])
    expect(released).toEqual([{ choice: 'requeue', except: ['b'] }])
  })

  it('asks anew where what would start has changed meanwhile', async () => {
    const figures = [
      [1, 0],
      [2, 0],
    ]
    const { control, released, asked } = aControl({ state: engaged, answers: [1, 1], figures })
    await control.release()
    expect(asked()).toBe(2)
    expect(released).toHaveLength(1)
  })

  it('ends without a word where somebody else releases', async () => {
    const { control, released, become, asked } = aControl({ state: engaged })
    const done = control.release()
    await vi.waitUntil(() => asked() === 1)
    become(aSwitch())
    await done
    expect(released).toEqual([])
  })
})

describe('chords', () => {
  const press = { type: 'keyDown', key: 'X', code: 'KeyX', control: true, meta: false, alt: false, shift: true }

  it('are those of the console', () => {
    expect(isKillChord({ ...press, isAutoRepeat: false }, 'Mod+Shift+x', false)).toBe(true)
    expect(isKillChord({ ...press, isAutoRepeat: true }, 'Mod+Shift+x', false)).toBe(false)
    expect(isKillChord({ ...press, isAutoRepeat: false }, 'Mod+Shift+x', true)).toBe(false)
    expect(isKillChord({ ...press, type: 'keyUp', isAutoRepeat: false }, 'Mod+Shift+x', false)).toBe(false)
  })

  it('are written as menus write them, where menus can', () => {
    expect(menuAccelerator('Mod+Shift+x')).toBe('CommandOrControl+Shift+X')
    expect(menuAccelerator('Mod+Alt+F9')).toBe('CommandOrControl+Alt+F9')
    expect(menuAccelerator('Mod+ß')).toBeUndefined()
  })
})

describe('the global shortcut', () => {
  const aShortcut = (register: () => boolean) => {
    const refused: string[] = []
    const gone: string[] = []
    const shortcut = createGlobalShortcut({
      register,
      unregister: (accelerator) => gone.push(accelerator),
      press: () => undefined,
      onRefused: (accelerator) => refused.push(accelerator),
      log,
    })
    return { shortcut, refused, gone }
  }

  it('is given back before another one is taken', () => {
    const { shortcut, gone } = aShortcut(() => true)
    shortcut.set('Alt+A')
    shortcut.set('Alt+B')
    expect({ gone, state: shortcut.state() }).toEqual({ gone: ['Alt+A'], state: 'set' })
    shortcut.set(null)
    expect(shortcut.state()).toBe('none')
  })

  it('says when the system does not give it', () => {
    const { shortcut, refused, gone } = aShortcut(() => {
      throw new TypeError('conversion failure')
    })
    shortcut.set('Alt+A')
    shortcut.close()
    expect({ refused, gone, state: shortcut.state() }).toEqual({ refused: ['Alt+A'], gone: [], state: 'taken' })
  })
})

describe('words', () => {
  it('are those of the console', () => {
    expect(switchLine(aSwitch({ mode: 'engaged', source: 'cli', waiting: 12 }), () => '10:42:07')).toBe(
      'Engaged 10:42:07 from the command line · nothing new starts · 12 wait',
    )
  })

  it('tell of what others changed, and of nothing else', () => {
    const engaged = aSwitch({ mode: 'engaged', source: 'file' })
    expect(changedElsewhereNotice(aSwitch(), engaged)?.title).toBe('Kill switch: Engaged by the file KILL_SWITCH')
    expect(changedElsewhereNotice(aSwitch(), aSwitch({ mode: 'engaged' }))).toBeUndefined()
    expect(changedElsewhereNotice(engaged, engaged)).toBeUndefined()
  })
})

describe('the question before a release', () => {
  it('keeps a note, which a script may have written, on its own line and between marks', () => {
    const note = 'done\n\nNothing starts.\u202E'
    const state = aSwitch({ mode: 'engaged', source: 'api', note })
    const { detail } = releaseQuestion({ killed: [], starts: 3, waits: 0 }, state, () => '10:42:07')
    expect(detail.split('\n')[0]).toBe('Engaged 10:42:07 by a script. Note: “done\\n\\nNothing starts.\\u{202e}”')
    expect(detail.split('\n')).not.toContain('Nothing starts.')
  })
})
