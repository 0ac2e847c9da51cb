import { describe, expect, it, vi } from 'vitest'
import { aCore, aSwitch } from '../kill/factory.ts'
import { COMMANDS, type MenuActs, type MenuState } from '../menus/commands.ts'
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
    const other = view({ contact: 'lost', otherVersion: '2.0.0' })
    expect(other.state).toBe('No contact with Interlock 2.0.0: kill switch state unknown')
    expect(other.tooltip).toBe('Interlock: No contact with Interlock 2.0.0, state unknown, what runs is not known')
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

const deps = (over: Parameters<typeof aCore>[0] = {}): { state: MenuState; acts: MenuActs } => ({
  state: { core: aCore(over), killAccelerator: 'CommandOrControl+Shift+X', quits: false, installs: undefined },
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
    const states = [null, '2.0.0'].map((otherVersion) => {
      const state = { ...deps({ otherVersion }).state, quits: true, installs: '2.0.0' }
      return applicationMenu({ ...deps(), state, mac, tools: false })
    })
    const ids = new Set(states.flatMap(flat).map(({ id }) => id))
    const absent = Object.keys(COMMANDS).filter((id) => !ids.has(id))
    // The menu is part of what it opens.
    expect(absent).toEqual(['window.show'])
  })

  it('show a quit and an update that wait, and how to take them back, only while they do', () => {
    const stay = vi.fn<() => void>()
    const installLater = vi.fn<() => void>()
    const state = { ...deps().state, quits: true, installs: '2.0.0' }
    const waiting = { state, acts: { ...NO_ACTS, stay, installLater } }
    const menus = (of: ReturnType<typeof deps>) => [
      trayMenu(view(), of),
      applicationMenu({ ...of, mac: true, tools: false }),
      applicationMenu({ ...of, mac: false, tools: false }),
    ]
    const quits = (template: Template) =>
      flat(template).filter(({ id }) => id !== undefined && /^(quit|update)/.test(id))
    for (const menu of menus(deps())) expect(quits(menu).map(({ label }) => label)).toEqual(['Quit Interlock'])
    for (const menu of menus(waiting)) {
      expect(quits(menu).map(({ label, enabled: on }) => [label, on])).toEqual([
        ['Interlock 2.0.0 will be installed when the running work ends', false],
        ['Do not install it yet', true],
        ['Quits once nothing runs', false],
        ['Stay open', true],
        ['Quit Interlock', true],
      ])
    }
    COMMANDS['quit.stay'].run(waiting.acts)
    COMMANDS['update.later'].run(waiting.acts)
    expect([stay.mock.calls.length, installLater.mock.calls.length]).toEqual([1, 1])
  })

  it('offer what there is to do about a core of another version, in place of what there is about none', () => {
    const other = deps({ contact: 'lost', otherVersion: '2.0.0' })
    const items = (of: ReturnType<typeof deps>) =>
      [trayMenu(view(), of), applicationMenu({ ...of, mac: false, tools: false })].map((menu) =>
        flat(menu).flatMap(({ id, label }) => (id?.startsWith('core.') ? [label] : [])),
      )
    expect(items(deps())).toEqual([[], ['Run the core in this application']])
    expect(items(other)).toEqual([['Interlock 2.0.0 runs here…'], ['Interlock 2.0.0 runs here…']])
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
