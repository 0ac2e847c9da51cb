import { app } from '../app/app.ts'
import { BrowserWindow } from '../windows/browser-window.ts'

const focused = () => BrowserWindow.getFocusedWindow()

/** What items without a click of their own do; those that only concern the page's editing do nothing here. */
const ROLES = new Map<string, { label: string; act: () => void }>(
  Object.entries({
    about: { label: 'About', act: () => app.showAboutPanel() },
    quit: { label: 'Quit', act: () => app.quit() },
    close: { label: 'Close Window', act: () => focused()?.close() },
    minimize: { label: 'Minimize', act: () => focused()?.minimize() },
    reload: { label: 'Reload', act: () => focused()?.reload() },
    forcereload: { label: 'Force Reload', act: () => focused()?.webContents.reloadIgnoringCache() },
    toggledevtools: { label: 'Toggle Developer Tools', act: () => focused()?.webContents.openDevTools() },
    togglefullscreen: {
      label: 'Toggle Full Screen',
      act: () => focused()?.setFullScreen(focused()?.isFullScreen() !== true),
    },
    undo: { label: 'Undo', act: () => {} },
    redo: { label: 'Redo', act: () => {} },
    cut: { label: 'Cut', act: () => {} },
    copy: { label: 'Copy', act: () => {} },
    paste: { label: 'Paste', act: () => {} },
    delete: { label: 'Delete', act: () => {} },
    selectall: { label: 'Select All', act: () => {} },
    resetzoom: { label: 'Actual Size', act: () => {} },
    zoomin: { label: 'Zoom In', act: () => {} },
    zoomout: { label: 'Zoom Out', act: () => {} },
    services: { label: 'Services', act: () => {} },
    hide: { label: 'Hide', act: () => {} },
    hideothers: { label: 'Hide Others', act: () => {} },
    unhide: { label: 'Show All', act: () => {} },
    front: { label: 'Bring All to Front', act: () => {} },
    zoom: { label: 'Zoom', act: () => {} },
    window: { label: 'Window', act: () => {} },
    help: { label: 'Help', act: () => {} },
    appmenu: { label: app.name, act: () => {} },
    filemenu: { label: 'File', act: () => {} },
    editmenu: { label: 'Edit', act: () => {} },
    viewmenu: { label: 'View', act: () => {} },
    windowmenu: { label: 'Window', act: () => {} },
  }),
)

/** Menus that Electron fills itself. */
export const MENU_ROLES = /^(app|file|edit|view|window)Menu$/

export function roleOf(name: string): { label: string; act: () => void } {
  const role = ROLES.get(name.toLowerCase())
  if (role === undefined) throw new Error(`stand-in: there is no role ${name}`)
  return role
}
