import { COMMANDS, type MenuActs, type MenuState } from '../menus/commands.ts'
import { endItems, itemOf, SEPARATOR, type Template } from '../menus/templates.ts'
import type { TrayView } from './view.ts'

/** The menu of the tray: how it stands, then what can be done about it. */
export function trayMenu({ state, work }: TrayView, deps: { state: MenuState; acts: MenuActs }): Template {
  const item = (id: keyof typeof COMMANDS) => {
    // A chord beside an item of the tray would promise that it works from everywhere.
    const { accelerator: _, ...rest } = itemOf(COMMANDS[id], deps)
    return rest
  }
  return [
    { id: 'tray.state', label: state, enabled: false },
    { id: 'tray.work', label: sentence(work), enabled: false },
    ...(deps.state.core.otherVersion === null ? [] : [item('core.other')]),
    item('approvals.open'),
    SEPARATOR,
    item('kill.engage'),
    item('kill.hard'),
    item('kill.release'),
    SEPARATOR,
    item('window.show'),
    ...endItems(deps.state).map(item),
  ]
}

function sentence(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
