import { join } from 'node:path'
import type { TrayIcon } from './view.ts'

export interface Panel {
  readonly platform: NodeJS.Platform
  /** Whether the panel or bar the icon stands in is dark. */
  readonly dark: boolean
}

/** The file of a state's icon, below the folder of the tray's icons. */
export function trayImageFile(folder: string, icon: TrayIcon, { platform, dark }: Panel): string {
  // macOS colours a template itself, for whatever bar it stands in.
  if (platform === 'darwin') return join(folder, 'mac', `${icon}Template.png`)
  const look = dark ? 'dark' : 'light'
  return platform === 'win32'
    ? join(folder, 'windows', `${icon}-${look}.ico`)
    : join(folder, 'linux', `${icon}-${look}.png`)
}

/** GNOME's top bar is dark in either theme; other desktops draw their panel as the theme says. */
export function isPanelDark(platform: NodeJS.Platform, desktop: string, darkTheme: boolean): boolean {
  return (platform === 'linux' && /\bgnome\b/i.test(desktop)) || darkTheme
}
