/** By these Chromium lets other programs look and act in its pages: over a port, those of every user of this machine. */
const WAYS_IN = ['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address']

export interface Switches {
  readonly commandLine: {
    readonly hasSwitch: (name: string) => boolean
    readonly removeSwitch: (name: string) => void
  }
  readonly isPackaged: boolean
  /** Main itself is open to a debugger, which the shipped build never is: what tests drive. */
  readonly isInspected: boolean
}

/**
 * Takes away what lets others into the pages of the shipped application. Chromium has no fuse for that, and whoever may write an
 * entry of a menu adds what they like. To be called before the application is ready.
 */
export function closeWaysIn({ commandLine, isPackaged, isInspected }: Switches): void {
  if (!isPackaged || isInspected) return
  for (const name of WAYS_IN) commandLine.removeSwitch(name)
}

/**
 * Shows no page without Chromium's sandbox. An AppImage leaves it out by itself where it cannot be had.
 * @throws Error where it was left out
 */
export function requireSandbox({ commandLine, isPackaged, isInspected }: Switches): void {
  if (!isPackaged || isInspected || !commandLine.hasSwitch('no-sandbox')) return
  throw new Error(
    'Interlock shows no page without the sandbox of Chromium, and this start leaves it out (--no-sandbox). An AppImage does so where programs may make no user namespaces: install the .deb or .rpm there.',
  )
}
