import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { InterlockError, PLAIN_TEXT_WORDS } from '#schemas'
import { openSettingsFile } from './settings-file.ts'
import { createDesktopSettings, type SettingEffects } from './settings.ts'

const AT = Date.parse('2026-03-01T12:00:00Z')

function aHome(content?: string) {
  const home = mkdtempSync(join(tmpdir(), 'interlock-desktop-'))
  onTestFinished(() => rmSync(home, { recursive: true }))
  const path = join(home, 'desktop.json')
  if (content !== undefined) writeFileSync(path, content)
  const open = () => createDesktopSettings({ file: openSettingsFile(home), now: () => AT })
  return { home, path, open }
}

describe('the settings of the desktop', () => {
  it('are the usual ones until the first change, which is kept for the next start', () => {
    const { home, path, open } = aHome()
    const settings = open()
    expect(settings.get().on_close).toBe('ask')
    expect(existsSync(path)).toBe(false)
    settings.put({ on_close: 'keep', updates: { feed: 'https://updates.example.org/' } })
    expect(open().get()).toMatchObject({
      on_close: 'keep',
      notifications: true,
      updates: { on: false, feed: 'https://updates.example.org/', channel: 'latest' },
    })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(home)).toEqual(['desktop.json'])
  })

  it('tell who listens what changed', () => {
    const settings = aHome().open()
    const told: unknown[] = []
    const stop = settings.onChange((now, before) => told.push([before.battery, now.battery]))
    settings.put({ battery: 'battery' })
    stop()
    settings.put({ battery: 'never' })
    expect(told).toEqual([['saver', 'battery']])
  })

  it.each([
    ['{"on_close":"keep","tray_colour":"red"}', 'tray_colour is not a known field.'],
    ['{"on_close":"later"}', 'on_close must be one of ask, keep, quit; you gave text of 5 characters.'],
    ['{"on_close"', 'not JSON'],
  ])('refuse a file they cannot read and lose nothing of it: %s', (content, reason) => {
    const { home, path, open } = aHome(content)
    const settings = open()
    expect(settings.get().on_close).toBe('ask')
    expect(settings.view().problem).toMatchObject({ code: 'desktop_settings_unusable' })
    expect(settings.view().problem?.message).toContain(reason)
    expect(() => settings.put({ on_close: 'quit' })).toThrow(
      expect.objectContaining({ code: 'desktop_settings_unusable' }),
    )
    expect(readFileSync(path, 'utf8')).toBe(content)

    const { kept, view } = settings.startOver()
    expect(readFileSync(kept ?? '', 'utf8')).toBe(content)
    expect(kept).toBe(join(home, 'desktop.refused-2026-03-01T12-00-00-000Z.json'))
    expect(view.problem).toBeNull()
    settings.put({ on_close: 'quit' })
    expect(open().get().on_close).toBe('quit')
  })

  it('take plain text in the very words only, and take it back', () => {
    const settings = aHome().open()
    expect(() => settings.acceptPlainText('yes')).toThrow(expect.objectContaining({ code: 'plain_text_not_accepted' }))
    settings.acceptPlainText(` ${PLAIN_TEXT_WORDS} `)
    expect(settings.get().plain_text).toEqual({ words: PLAIN_TEXT_WORDS, at: '2026-03-01T12:00:00.000Z' })
    settings.refusePlainText()
    expect(settings.get().plain_text).toBeNull()
  })

  it('do not say that Interlock starts at login where the system was not told', () => {
    const settings = aHome().open()
    const asked: string[] = []
    const effects: SettingEffects = {
      setLogin(at) {
        asked.push(at)
        if (at === 'hidden') throw new InterlockError('login_item_failed', { reason: 'no session' })
      },
      login: () => 'as_set',
      shortcut: () => 'set',
    }
    settings.attach(effects)
    expect(() => settings.put({ open_at_login: 'hidden' })).toThrow(
      expect.objectContaining({ code: 'login_item_failed' }),
    )
    expect(settings.get().open_at_login).toBe('no')
    settings.put({ open_at_login: 'shown', notifications: false })
    settings.put({ notifications: true })
    expect(asked).toEqual(['hidden', 'shown'])
  })

  it('stay as they were where they cannot be written, and so does the login item', () => {
    const { home, open } = aHome()
    const settings = open()
    const asked: string[] = []
    settings.attach({ setLogin: (at) => asked.push(at), login: () => 'as_set', shortcut: () => 'set' })
    // Also root cannot write below a folder that is gone.
    rmSync(home, { recursive: true })
    onTestFinished(() => mkdirSync(home))
    expect(() => settings.put({ open_at_login: 'shown' })).toThrow(
      expect.objectContaining({ code: 'desktop_settings_unwritable' }),
    )
    expect(settings.get().open_at_login).toBe('no')
    expect(asked).toEqual(['shown', 'no'])
  })
})
