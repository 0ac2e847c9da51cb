import { execFile } from 'node:child_process'

/** Who shows icons of programs on a Linux desktop; GNOME has nobody without an extension. */
const WATCHER = 'org.kde.StatusNotifierWatcher'
const PATIENCE_MS = 2000

const BUS = 'org.freedesktop.DBus'
const ASKERS = [
  `gdbus call --session --dest ${BUS} --object-path /org/freedesktop/DBus --method ${BUS}.NameHasOwner ${WATCHER}`,
  `dbus-send --session --print-reply --dest=${BUS} /org/freedesktop/DBus ${BUS}.NameHasOwner string:${WATCHER}`,
].map((line) => line.split(' '))

/** Whether somebody shows icons here; undefined where nobody can be asked. Electron makes a tray in either case and says nothing. */
export async function hasTrayHost(): Promise<boolean | undefined> {
  for (const [program = '', ...args] of ASKERS) {
    const said = await outputOf(program, args)
    if (said !== undefined) return hostIn(said)
  }
  return undefined
}

/** The answer of either program. */
export function hostIn(said: string): boolean | undefined {
  if (/\btrue\b/.test(said)) return true
  return /\bfalse\b/.test(said) ? false : undefined
}

function outputOf(program: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: PATIENCE_MS }, (error, said) => resolve(error === null ? said : undefined))
  })
}
