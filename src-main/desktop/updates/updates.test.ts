import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { DesktopSettings } from '#schemas'
import { installQuestion } from './install-question.ts'
import { namesSigner, unsupportedOf } from './support.ts'
import { createUpdates, installsLater, type Updater, type UpdatesDeps } from './updates.ts'

const AT = Date.parse('2026-03-01T12:00:00Z')
const ON: DesktopSettings['updates'] = { on: true, feed: 'https://updates.example.org/', channel: 'latest' }

function aBed(over: Partial<Updater> = {}, settings: DesktopSettings['updates'] = ON, deps: Partial<UpdatesDeps> = {}) {
  const bed = {
    settings,
    /** What main knows, and what the core would answer where that differs. */
    running: 0,
    runningNow: undefined as number | Promise<number> | undefined,
    held: [] as boolean[],
    ends: [] as (() => void)[],
    installs: 0,
    loaded: 0,
    ran: () => undefined as void,
  }
  const updater: Updater = {
    check: () => Promise.resolve('2.0.0'),
    download: (onPercent) => {
      onPercent(41.6)
      return Promise.resolve()
    },
    install: () => void (bed.installs += 1),
    ...over,
  }
  const updates = createUpdates({
    updater: () => {
      bed.loaded += 1
      return Promise.resolve(updater)
    },
    unsupported: undefined,
    settings: () => bed.settings,
    running: () => bed.running,
    runningNow: async () => bed.runningNow ?? bed.running,
    onRunning(tell) {
      bed.ran = tell
      return () => undefined
    },
    async hold(on) {
      bed.held.push(on)
      await Promise.resolve()
    },
    confirm: () => Promise.resolve(true),
    endWith: (last) => void bed.ends.push(last),
    now: () => AT,
    ...deps,
  })
  onTestFinished(updates.close)
  const told: string[] = []
  updates.onChange(({ state }) => told.push(state))
  const staged = async () => {
    await updates.check()
    await expect.poll(() => updates.state().state).toBe('staged')
  }
  return { bed, updates, told, staged }
}

describe('updates', () => {
  it('are off by default, and then not even the updater is loaded', async () => {
    const { bed, updates } = aBed({}, { ...ON, on: false })
    expect(updates.state()).toEqual({ state: 'off' })
    await expect(updates.check()).rejects.toMatchObject({ code: 'update_impossible' })
    expect(bed.loaded).toBe(0)
  })

  it('want a feed', async () => {
    const { updates } = aBed({}, { ...ON, feed: null })
    await expect(updates.check()).rejects.toMatchObject({ data: { reason: 'no feed is named' } })
  })

  it('are fetched before anybody is asked', async () => {
    const { updates, told, staged } = aBed()
    await staged()
    expect(told).toEqual(['checking', 'downloading', 'downloading', 'staged'])
    expect(updates.state()).toEqual({ state: 'staged', version: '2.0.0', waits_for: 0, asked: false })
  })

  it('say when there is none', async () => {
    const { updates } = aBed({ check: () => Promise.resolve(undefined) })
    await updates.check()
    await expect.poll(() => updates.state()).toEqual({ state: 'idle', checked_at: '2026-03-01T12:00:00.000Z' })
  })

  it('say what failed, in one line, and can be looked for again', async () => {
    const check = vi.fn<Updater['check']>().mockRejectedValueOnce(new Error('sha512 checksum mismatch\n    at x'))
    const { updates } = aBed({ check })
    await updates.check()
    await expect.poll(() => updates.state()).toMatchObject({ state: 'failed', message: 'sha512 checksum mismatch' })
    check.mockResolvedValue(undefined)
    await updates.check()
    await expect.poll(() => updates.state().state).toBe('idle')
  })

  it('are installed at once where nothing runs, after all was ended in order', async () => {
    const { bed, updates, staged } = aBed()
    await staged()
    expect(await updates.install()).toMatchObject({ state: 'installing' })
    expect(bed.installs).toBe(0)
    bed.ends[0]?.()
    expect(bed.installs).toBe(1)
  })

  it('are never installed while work runs: nothing new starts, and it waits for what does', async () => {
    const { bed, updates, staged } = aBed()
    bed.running = 2
    await staged()
    expect(await updates.install()).toEqual({ state: 'staged', version: '2.0.0', waits_for: 2, asked: true })
    expect(bed.held).toEqual([true])
    bed.running = 1
    bed.ran()
    expect(bed.ends).toEqual([])
    bed.running = 0
    bed.ran()
    await expect.poll(() => updates.state()).toMatchObject({ state: 'installing' })
    expect(bed.ends).toHaveLength(1)
  })

  it('go by what the core answers at that moment, and hold new work back before it is asked', async () => {
    const { bed, updates, staged } = aBed()
    await staged()
    // Main has not heard yet of a run that has just begun.
    bed.runningNow = 1
    expect(installsLater(await updates.install())).toBe('2.0.0')
    expect([bed.held, bed.ends]).toEqual([[true], []])
    bed.runningNow = Promise.reject(new Error('no contact'))
    bed.ran()
    await expect(bed.runningNow).rejects.toThrow('no contact')
    expect(bed.ends).toEqual([])
    bed.runningNow = undefined
    bed.ran()
    await expect.poll(() => bed.ends.length).toBe(1)
  })

  it.each([
    ['it is taken back', 'staged'],
    ['the settings change', 'idle'],
    ['all is closed', 'staged'],
  ] as const)('are not installed where %s while the core is asked', async (what, becomes) => {
    const { bed, updates, staged } = aBed()
    await staged()
    const answer = Promise.withResolvers<number>()
    bed.runningNow = answer.promise
    const install = updates.install()
    await expect.poll(() => updates.state()).toMatchObject({ asked: true })
    await Promise.resolve()
    if (what === 'it is taken back') updates.wait()
    else if (what === 'the settings change') updates.settingsChanged()
    else updates.close()
    answer.resolve(0)
    await install
    expect([updates.state().state, bed.ends]).toEqual([becomes, []])
  })

  it('let work start again where that is taken back', async () => {
    const { bed, updates, staged } = aBed()
    bed.running = 1
    await staged()
    await updates.install()
    expect(updates.wait()).toMatchObject({ asked: false })
    expect(bed.held).toEqual([true, false])
    bed.running = 0
    bed.ran()
    await Promise.resolve()
    expect(bed.ends).toEqual([])
    expect(installsLater(updates.state())).toBeUndefined()
  })

  it('cannot be installed before one is there', async () => {
    const { updates } = aBed()
    await expect(updates.install()).rejects.toMatchObject({ code: 'update_impossible' })
  })

  it('call off a fetch under other settings, and look anew only once it is over', async () => {
    const asked: string[] = []
    const over = Promise.withResolvers<void>()
    let percentOf: (percent: number) => void = () => undefined
    const calledOff: boolean[] = []
    const { bed, updates, told } = aBed({
      check: ({ channel }) => {
        asked.push(channel)
        return Promise.resolve(channel === 'latest' ? '2.0.0' : '3.0.0')
      },
      download: async (onPercent, signal) => {
        if (asked.length > 1) return
        percentOf = onPercent
        await over.promise
        calledOff.push(signal.aborted)
      },
    })
    await updates.check()
    await expect.poll(() => updates.state().state).toBe('downloading')
    bed.settings = { ...ON, channel: 'beta' }
    updates.settingsChanged()
    await updates.check()
    told.length = 0
    percentOf(90)
    expect(asked).toEqual(['latest'])
    expect(updates.state()).toEqual({ state: 'checking' })
    over.resolve()
    await expect.poll(() => updates.state()).toMatchObject({ state: 'staged', version: '3.0.0' })
    expect(told).toEqual(['downloading', 'staged'])
    expect([asked, calledOff]).toEqual([['latest', 'beta'], [true]])
  })

  it('forget what was begun under other settings', async () => {
    const found = Promise.withResolvers<string | undefined>()
    const { bed, updates } = aBed({ check: () => found.promise })
    await updates.check()
    bed.settings = { ...ON, channel: 'beta' }
    updates.settingsChanged()
    found.resolve('2.0.0')
    await found.promise
    await Promise.resolve()
    expect(updates.state()).toEqual({ state: 'idle', checked_at: null })
  })
})

describe('an installation', () => {
  const signed = { image: undefined, knowsSigner: true }
  it.each([
    ['linux', false, signed, 'not_packaged'],
    ['linux', true, signed, 'system_package'],
    ['linux', true, { ...signed, image: '/home/a/Interlock.AppImage' }, undefined],
    ['win32', true, signed, undefined],
    ['win32', true, { ...signed, knowsSigner: false }, 'unsigned'],
    ['win32', true, { ...signed, image: String.raw`C:\x.exe` }, 'portable'],
    ['darwin', true, { ...signed, knowsSigner: false }, undefined],
  ] as const)('on %s, packaged %s, with %j, updates itself unless: %s', (platform, isPackaged, of, why) => {
    expect(unsupportedOf({ platform, isPackaged, ...of })).toBe(why)
  })

  it.each([
    ['provider: generic\npublisherName:\n  - Somebody\nurl: x\n', true],
    ['publisherName: Somebody\n', true],
    ['publisherName:\nurl: x\n', false],
    ['publisherName: null\n', false],
    ['publisherName: []\n', false],
    ['provider: generic\n', false],
    [undefined, false],
  ])('of which %j is written knows who signs: %s', (text, knows) => {
    const folder = mkdtempSync(join(tmpdir(), 'interlock-updates-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    if (text !== undefined) writeFileSync(join(folder, 'app-update.yml'), text)
    expect(namesSigner(folder)).toBe(knows)
  })
})

describe('the question before an installation', () => {
  it('refuses by Enter and Escape, and says who vouches for it', () => {
    const question = installQuestion({ version: '2.0.0', feed: 'https://updates.example.org/' }, 'linux')
    expect(question).toMatchObject({ refuse: 0, enter: 0, yes: 1 })
    expect(question.detail).toContain('https://updates.example.org/\nIt carries no signature')
  })

  it('is asked once, and its refusal leaves everything as it is', async () => {
    const asked: string[] = []
    const answers = [Promise.withResolvers<boolean>(), Promise.withResolvers<boolean>()]
    const confirm: UpdatesDeps['confirm'] = ({ version, feed }) => {
      asked.push(`${version} ${feed}`)
      return answers[asked.length - 1]!.promise
    }
    const { bed, updates, staged } = aBed({}, ON, { confirm })
    await staged()
    const both = [updates.install(), updates.install()]
    answers[0]!.resolve(false)
    await Promise.all(both)
    expect(asked).toEqual(['2.0.0 https://updates.example.org/'])
    expect(bed.ends).toEqual([])

    const late = updates.install()
    updates.settingsChanged()
    answers[1]!.resolve(true)
    await late
    expect(bed.ends).toEqual([])
  })
})
