import { spawn } from 'node:child_process'

/** Asks the system to show `url` in a browser; false where there is nothing to ask. Never fails: the address is printed anyway. */
export function openBrowser(url: string): boolean {
  const [program, ...args] = opener(url)
  if (program === undefined) return false
  const child = spawn(program, args, { stdio: 'ignore', detached: true, windowsHide: true })
  // Not installed: the person opens the printed address.
  child.once('error', () => undefined)
  child.unref()
  return true
}

function opener(url: string): string[] {
  if (process.platform === 'darwin') return ['open', url]
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url]
  // Without a display xdg-open would start a text browser in our terminal.
  const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? ''
  return display === '' ? [] : ['xdg-open', url]
}
