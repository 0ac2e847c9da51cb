import { app, Menu } from 'electron'
import type { MenuActs, MenuState } from './commands.ts'
import { applicationMenu, dockMenu, type Template } from './templates.ts'

const mac = process.platform === 'darwin'

/** The menus of the application; drawn anew where something of them has changed, since an open menu closes by that. */
export function createMenus(acts: MenuActs): { readonly draw: (state: MenuState) => void } {
  let drawn = ''
  return {
    draw(state) {
      const template = applicationMenu({ state, acts, mac, tools: !app.isPackaged })
      const dock = dockMenu({ state, acts })
      const next = JSON.stringify([template, dock])
      if (next === drawn) return
      drawn = next
      Menu.setApplicationMenu(menuOf(template))
      app.dock?.setMenu(menuOf(dock))
    },
  }
}

function menuOf(template: Template): Menu {
  return Menu.buildFromTemplate(template)
}
