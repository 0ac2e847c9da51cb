import { describe, expect, it } from 'vitest'
import { closeQuestion, closingOf, KEEP, STAY, type Trace, traceOf } from './closing.ts'
import { autostartEntry, loginArguments, loginProgramPath } from './login-entry.ts'
import { isSaving, powerReport } from './power-report.ts'
import { quitQuestion, type QuitSituation } from './quitting.ts'
import { hostIn } from './tray-host.ts'

describe('a window that is closed', () => {
  it.each([
    ['ask', 'tray', false, 'ask'],
    ['keep', 'tray', false, 'close'],
    ['keep', 'dock', false, 'close'],
    ['keep', 'none', false, 'minimise'],
    ['quit', 'none', false, 'quit'],
    ['ask', 'none', true, 'close'],
    ['keep', 'none', true, 'close'],
    ['quit', 'tray', true, 'close'],
  ] as const)('set to %s, with %s to come back by, while ending %s: %s', (setting, trace, isEnding, closing) => {
    expect(closingOf(setting, trace, isEnding)).toBe(closing)
  })

  it.each(['tray', 'dock', 'none'] as Trace[])('asks so that Escape leaves it open (%s)', (trace) => {
    const question = closeQuestion(trace, 'own')
    expect(question).toMatchObject({ refuse: STAY, enter: KEEP })
    expect(question.buttons[question.refuse]).toBe('Leave the window open')
  })

  it.each([
    ['darwin', false, undefined, 'dock'],
    ['linux', true, true, 'tray'],
    ['linux', true, undefined, 'tray'],
    ['linux', true, false, 'none'],
    ['win32', false, undefined, 'none'],
  ] as const)(
    'on %s, with an icon made: %s, and shown by somebody: %s, is found again by %s',
    (platform, made, host, trace) => {
      expect(traceOf(platform, made, host)).toBe(trace)
    },
  )

  it('knows from the bus whether somebody shows icons', () => {
    expect(hostIn('(true,)\n')).toBe(true)
    expect(hostIn('method return time=1 sender=x\n   boolean false\n')).toBe(false)
    expect(hostIn('')).toBeUndefined()
  })

  it('says so where the system shows no icon', () => {
    expect(closeQuestion('none', 'own')).toMatchObject({
      detail: expect.stringContaining('minimised instead of closed'),
      buttons: ['Keep it, minimised', 'Quit', 'Leave the window open'],
    })
  })
})

const quiet: QuitSituation = { mode: 'own', running: [], count: 0, queued: 4, waits: false }
const busy: QuitSituation = {
  ...quiet,
  running: [
    { title: 'Tests of demo', shortId: '1234abcd' },
    { title: 'Index\n\u202Efake', shortId: '5678abcd' },
  ],
  count: 3,
}

describe('a wish to quit', () => {
  it('meets no question where nothing would end', () => {
    expect(quitQuestion(quiet)).toBeUndefined()
    expect(quitQuestion({ ...quiet, mode: 'attached', queued: 0 })).toBeUndefined()
  })

  it('names what goes on and offers to wait, to stop, and to stay, which is what Escape and Enter mean', () => {
    const asked = quitQuestion(busy)
    expect(asked?.question.message).toBe('3 runs go on. Quit Interlock?')
    expect(asked?.question.detail.split('\n').slice(0, 3)).toEqual([
      '• Tests of demo (1234abcd)',
      String.raw`• Index\n\u{202e}fake (5678abcd)`,
      'and 1 more',
    ])
    expect(asked?.question).toMatchObject({ buttons: ['Wait', 'Stop and quit', 'Cancel'], refuse: 2, enter: 2 })
    expect(asked?.answers).toEqual(['wait', 'quit', 'stay'])
  })

  it('can be taken back while it waits', () => {
    const asked = quitQuestion({ ...busy, count: 1, waits: true })
    expect(asked?.question.message).toBe('Interlock waits for one run to end.')
    expect(asked?.question.buttons).toEqual(['Go on waiting', 'Stop and quit', 'Do not quit'])
    expect(asked?.answers).toEqual(['wait', 'quit', 'stay'])
  })

  it('says that a service works on', () => {
    const asked = quitQuestion({ ...busy, mode: 'attached' })
    expect(asked?.question.detail).toContain('The service works on without it: 3 runs, 4 queued.')
    expect(asked?.answers).toEqual(['quit', 'stay'])
  })
})

describe('what the core is told of power', () => {
  const mains = { onBattery: false, saving: false, asleep: false }
  it.each([
    [mains, 'battery', 'ac', false],
    [{ ...mains, onBattery: true }, 'battery', 'battery', true],
    [{ ...mains, onBattery: true }, 'saver', 'battery', false],
    [{ ...mains, onBattery: true, saving: true }, 'saver', 'saver', true],
    [{ ...mains, saving: true }, 'battery', 'saver', true],
    [{ ...mains, onBattery: true, saving: true }, 'never', 'saver', false],
  ] as const)('%j by the policy %s: %s, jobs wait: %s', (facts, policy, source, defers) => {
    expect(powerReport(facts, policy)).toMatchObject({ source, defers, asleep: false })
  })

  it('counts longer than it takes until the next one', () => {
    expect(powerReport(mains, 'saver').for_s).toBeGreaterThan(120)
  })

  it('knows the profile that saves', () => {
    expect(isSaving('low-power\n')).toBe(true)
    expect(isSaving('balanced\n')).toBe(false)
    expect(isSaving('')).toBe(false)
  })
})

describe('an autostart entry', () => {
  it('quotes what the program is told', () => {
    const entry = autostartEntry({
      program: '/opt/My Apps/interlock',
      args: loginArguments(['--home', '/home/o"hara/100% $HOME\\x'], 'hidden'),
    })
    expect(entry.split('\n')).toContain(
      String.raw`Exec="/opt/My Apps/interlock" "--home" "/home/o\\"hara/100%% \\$HOME\\\\x" "--hidden"`,
    )
  })

  it('cannot be given a line of its own', () => {
    const entry = autostartEntry({ program: '/x', args: ['a\nExec=evil'] })
    expect(entry.split('\n').filter((line) => line.startsWith('Exec='))).toHaveLength(1)
  })

  it('is started by the file it came in, and by that of no other program', () => {
    const running = { platform: 'linux', execPath: '/tmp/.mount_x/interlock' } as const
    const env = { APPIMAGE: '/home/a/Interlock.AppImage', APPDIR: '/tmp/.mount_x' }
    expect(loginProgramPath(env, running)).toBe(env.APPIMAGE)
    expect(loginProgramPath({ ...env, APPDIR: '/tmp/.mount_terminal' }, running)).toBe(running.execPath)
    const portable = { PORTABLE_EXECUTABLE_FILE: String.raw`D:\I.exe`, PORTABLE_EXECUTABLE_APP_FILENAME: 'interlock' }
    const unpacked = { platform: 'win32', execPath: String.raw`C:\Temp\1\Interlock.exe` } as const
    expect(loginProgramPath(portable, unpacked)).toBe(portable.PORTABLE_EXECUTABLE_FILE)
  })
})
