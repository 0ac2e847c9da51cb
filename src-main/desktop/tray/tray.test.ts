import { describe, expect, it, vi } from 'vitest'
import { aCore, aSwitch } from '../kill/factory.ts'
import { COMMANDS } from '../menus/commands.ts'
import { applicationMenu, dockMenu, type Template } from '../menus/templates.ts'
import { NO_ACTS } from '../menus/factory.ts'
import { isPanelDark, trayImageFile } from './image-file.ts'
import { trayMenu } from './template.ts'
import { trayView } from './view.ts'

const clock = () => '10:42:07'
const view = (over: Parameters<typeof aCore>[0] = {}, asked?: 'engaged' | 'engaged_hard') =>
  trayView({ core: aCore(over), asked, clock })

describe('the view of the tray', () => {
  it.each([
    ['idle', {}],
    ['running', { running: 2 }],
    ['attention', { running: 2, pendingApprovals: 1 }],
    ['engaged', { pendingApprovals: 1, killSwitch: aSwitch({ mode: 'engaged' }) }],
    ['hard', { killSwitch: aSwitch({ mode: 'engaged_hard' }) }],
    ['lost', { contact: 'lost' as const, killSwitch: aSwitch({ mode: 'engaged_hard' }) }],
  ])('has a shape of its own: %s', (icon, core) => expect(view(core).icon).toBe(icon))

  it('says engaged only once the core has confirmed it', () => {
    expect(view({}, 'engaged').state).toBe('Engaging…')
    expect(view({ killSwitch: aSwitch({ mode: 'engaged' }) }).state).toBe(
      'Kill switch: Engaged 10:42:07 by you · nothing new starts',
    )
  })

  it('never reads Released without contact', () => {
    const { state, work, tooltip } = view({ contact: 'lost', running: 3 })
    expect(state).toBe('No contact with the core: kill switch state unknown')
    expect(work).toBe('3 running, 0 queued when it was last heard of')
    expect(tooltip).not.toContain('Released')
  })

  it('counts in words', () => {
    expect(view({ running: 2, queued: 1204, pendingApprovals: 2 }).tooltip).toBe(
      'Interlock: Released, 2 running, 1,204 queued, 2 approvals wait for you',
    )
  })
})

describe('the image of the tray', () => {
  it('is a template on macOS, an icon on Windows and a picture on Linux', () => {
    expect(trayImageFile('t', 'hard', { platform: 'darwin', dark: true })).toMatch(/mac.hardTemplate\.png$/)
    expect(trayImageFile('t', 'hard', { platform: 'win32', dark: false })).toMatch(/windows.hard-light\.ico$/)
    expect(trayImageFile('t', 'hard', { platform: 'linux', dark: true })).toMatch(/linux.hard-dark\.png$/)
  })

  it('is for a dark bar on GNOME, whatever the theme', () => {
    expect(isPanelDark('linux', 'ubuntu:GNOME', false)).toBe(true)
    expect(isPanelDark('linux', 'KDE', false)).toBe(false)
    expect(isPanelDark('win32', '', true)).toBe(true)
  })
})

const deps = (over: Parameters<typeof aCore>[0] = {}) => ({
  state: { core: aCore(over), killAccelerator: 'CommandOrControl+Shift+X', quits: false },
  acts: NO_ACTS,
})
const flat = (template: Template): Template =>
  template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])
const enabled = (template: Template, prefix: string) =>
  flat(template).flatMap(({ id, enabled: on }) => (id?.startsWith(prefix) && on ? [id] : []))

describe('menus', () => {
  it('offer to engage whenever it may not be engaged', () => {
    expect(enabled(trayMenu(view(), deps()), 'kill.')).toEqual(['kill.engage', 'kill.hard'])
    const engaged = { killSwitch: aSwitch({ mode: 'engaged' }) }
    expect(enabled(trayMenu(view(engaged), deps(engaged)), 'kill.')).toEqual(['kill.hard', 'kill.release'])
    const lost = { ...engaged, contact: 'lost' as const }
    expect(enabled(trayMenu(view(lost), deps(lost)), 'kill.')).toEqual(['kill.engage', 'kill.hard'])
  })

  it.each([true, false])('hold every command of the table on macOS: %s', (mac) => {
    const state = { ...deps().state, quits: true }
    const ids = new Set(flat(applicationMenu({ ...deps(), state, mac, tools: false })).map(({ id }) => id))
    const absent = Object.keys(COMMANDS).filter((id) => !ids.has(id))
    // The menu is part of what it opens.
    expect(absent).toEqual(['window.show'])
  })

  it('show a quit that waits, and how to take it back, only while it does', () => {
    const stay = vi.fn<() => void>()
    const waiting = { state: { ...deps().state, quits: true }, acts: { ...NO_ACTS, stay } }
    const menus = (of: ReturnType<typeof deps>) => [
      trayMenu(view(), of),
      applicationMenu({ ...of, mac: true, tools: false }),
      applicationMenu({ ...of, mac: false, tools: false }),
    ]
    const quits = (template: Template) => flat(template).filter(({ id }) => id?.startsWith('quit'))
    for (const menu of menus(deps())) expect(quits(menu).map(({ label }) => label)).toEqual(['Quit Interlock'])
    for (const menu of menus(waiting)) {
      expect(quits(menu).map(({ label, enabled: on }) => [label, on])).toEqual([
        ['Quits once nothing runs', false],
        ['Stay open', true],
        ['Quit Interlock', true],
      ])
    }
    COMMANDS['quit.stay'].run(waiting.acts)
    expect(stay).toHaveBeenCalledOnce()
  })

  it('use no chord twice', () => {
    const chords = flat(applicationMenu({ ...deps(), mac: false, tools: true })).flatMap(
      ({ accelerator }) => accelerator ?? [],
    )
    expect(new Set(chords).size).toBe(chords.length)
  })

  it('show no chord in the tray, where it would not work', () => {
    expect(flat(trayMenu(view(), deps())).filter(({ accelerator }) => accelerator !== undefined)).toEqual([])
  })

  it('offer in the dock what matters at once', () => {
    expect(dockMenu(deps({ pendingApprovals: 1 })).map(({ label }) => label)).toEqual([
      '1 approval waits for you…',
      'Engage kill switch',
      'Hard stop in 3 s…',
      'Release the kill switch…',
      'Add job',
    ])
  })
})
