import type { MenuItemConstructorOptions } from 'electron'
import {
  type Command,
  type CommandId,
  COMMANDS,
  type MenuActs,
  type MenuState,
  PAGE_COMMANDS,
  THEME_COMMANDS,
} from './commands.ts'

export type Template = MenuItemConstructorOptions[]

export interface MenuDeps {
  readonly state: MenuState
  readonly acts: MenuActs
  readonly mac: boolean
  /** Whether the tools of developers are offered. */
  readonly tools: boolean
}

export const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' }

/** A command as an item of a menu. */
export function itemOf(
  command: Command,
  { state, acts }: Pick<MenuDeps, 'state' | 'acts'>,
): MenuItemConstructorOptions {
  const accelerator = command.accelerator?.(state)
  return {
    id: command.id,
    label: command.label(state),
    enabled: command.enabled?.(state) ?? true,
    ...(accelerator !== undefined && { accelerator }),
    click: () => command.run(acts),
  }
}

/** How to quit, and what ends it once nothing runs, each with how to take it back: an update, a quit. */
export function endItems({ quits, installs }: MenuState): readonly CommandId[] {
  return [
    ...(installs === undefined ? [] : (['update.waits', 'update.later'] as const)),
    ...(quits ? (['quit.waits', 'quit.stay'] as const) : []),
    'quit',
  ]
}

/** What there is to do about a core that is gone or does not fit. */
export function coreItems({ core }: MenuState): readonly CommandId[] {
  return core.otherVersion === null ? ['core.run_here'] : ['core.other']
}

/** The menu of the application, or of its window. It holds all that the tray holds: there may be no tray. */
export function applicationMenu(deps: MenuDeps): Template {
  const { mac } = deps
  const item = (id: CommandId) => itemOf(COMMANDS[id], deps)
  return [
    ...(mac ? [macMenu(deps, item)] : []),
    {
      label: 'File',
      submenu: [
        item('job.add'),
        SEPARATOR,
        { role: 'close', label: 'Close window' },
        ...(mac ? [] : [SEPARATOR, item('settings'), SEPARATOR, ...endItems(deps.state).map(item)]),
      ],
    },
    { label: 'Edit', submenu: editMenu(item('find')) },
    { label: 'View', submenu: viewMenu(deps, item) },
    {
      label: 'Control',
      submenu: [
        item('approvals.open'),
        SEPARATOR,
        item('kill.engage'),
        item('kill.hard'),
        item('kill.release'),
        SEPARATOR,
        ...coreItems(deps.state).map(item),
      ],
    },
    ...(mac ? [{ label: 'Window', role: 'window' as const, submenu: windowMenu() }] : []),
    {
      label: 'Help',
      role: 'help',
      submenu: [
        item('docs'),
        item('keys.show'),
        SEPARATOR,
        item('folder.logs'),
        item('folder.home'),
        ...(mac ? [] : [SEPARATOR, item('about')]),
      ],
    },
  ]
}

/** What the icon in the dock of macOS offers beside what the system adds. */
export function dockMenu(deps: Pick<MenuDeps, 'state' | 'acts'>): Template {
  return (['approvals.open', 'kill.engage', 'kill.hard', 'kill.release', 'job.add'] as const).map((id) =>
    itemOf(COMMANDS[id], deps),
  )
}

function macMenu({ state }: MenuDeps, item: (id: CommandId) => MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    label: 'Interlock',
    submenu: [
      item('about'),
      SEPARATOR,
      item('settings'),
      SEPARATOR,
      { role: 'services', label: 'Services' },
      SEPARATOR,
      { role: 'hide', label: 'Hide Interlock' },
      { role: 'hideOthers', label: 'Hide others' },
      { role: 'unhide', label: 'Show all' },
      SEPARATOR,
      ...endItems(state).map(item),
    ],
  }
}

function editMenu(find: MenuItemConstructorOptions): Template {
  return [
    { role: 'undo', label: 'Undo' },
    { role: 'redo', label: 'Redo' },
    SEPARATOR,
    { role: 'cut', label: 'Cut' },
    { role: 'copy', label: 'Copy' },
    { role: 'paste', label: 'Paste' },
    { role: 'selectAll', label: 'Select all' },
    SEPARATOR,
    find,
  ]
}

function viewMenu(deps: MenuDeps, item: (id: CommandId) => MenuItemConstructorOptions): Template {
  return [
    ...PAGE_COMMANDS.map((command) => itemOf(command, deps)),
    SEPARATOR,
    item('live.pause'),
    { label: 'Theme', submenu: THEME_COMMANDS.map((command) => itemOf(command, deps)) },
    SEPARATOR,
    { role: 'resetZoom', label: 'Actual size' },
    { role: 'zoomIn', label: 'Zoom in' },
    { role: 'zoomOut', label: 'Zoom out' },
    { role: 'togglefullscreen', label: 'Full screen' },
    SEPARATOR,
    item('page.reload'),
    ...(deps.tools ? [{ role: 'toggleDevTools' as const, label: 'Developer tools' }] : []),
  ]
}

function windowMenu(): Template {
  return [
    { role: 'minimize', label: 'Minimise' },
    { role: 'zoom', label: 'Zoom' },
    SEPARATOR,
    { role: 'front', label: 'Bring all to front' },
  ]
}
