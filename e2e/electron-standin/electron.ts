import { app } from './app/app.ts'
import { globalShortcut } from './menus/global-shortcut.ts'
import { Menu, MenuItem } from './menus/menu.ts'
import { Tray } from './menus/tray.ts'
import { protocol } from './network/protocol.ts'
import { session } from './network/session.ts'
import { dialog } from './system/dialog.ts'
import { NativeImage as nativeImage } from './system/native-image.ts'
import { nativeTheme } from './system/native-theme.ts'
import { Notification } from './system/notification.ts'
import { powerMonitor } from './system/power.ts'
import { safeStorage } from './system/safe-storage.ts'
import { screen } from './system/screen.ts'
import { shell } from './system/shell.ts'
import { BrowserWindow } from './windows/browser-window.ts'
import { ipcMain } from './windows/ipc-main.ts'
import { WebContents as webContents } from './windows/web-contents.ts'
import { MessageChannelMain } from './wire/message-port-main.ts'
import { utilityProcess } from './workers/utility-process.ts'

/** All that the stand-in has under Electron's names. */
const surface = {
  app,
  BrowserWindow,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
  webContents,
}

/** Asking for a name that is not there says so, rather than being undefined somewhere later. */
const strict = new Proxy<Record<string, unknown>>(surface, {
  get(known, name) {
    if (typeof name === 'string' && !(name in known) && !['then', 'default', '__esModule', 'toJSON'].includes(name))
      throw new Error(`stand-in: electron.${name} is not there`)
    return known[String(name)]
  },
})

export {
  app,
  BrowserWindow,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
  webContents,
}
export { strict as 'module.exports', strict as default }
