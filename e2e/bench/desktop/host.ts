import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pathToFileURL } from 'node:url'
import type { CoreClient } from '#server/client'

/** What the built files beside this one export; they are the desktop's own, of which no other folder has the types. */
interface DesktopParts {
  openCoreSide(options: object): Promise<{ client: CoreClient; home: string; close(reason: string): Promise<void> }>
  createKillControl(deps: object): { engage(): Promise<void> }
}

export type HostOrder = 'engage' | 'stop'
export type HostReport =
  /** The core is open and served; the work of this process until then, all its threads together. */
  | { readonly openedWorkMs: number }
  /** From the click to the core's word. */
  | { readonly engagedMs: number }

/**
 * A Node process that hosts what the desktop's main process hosts: its core side, with the core, its servers and its workers, and
 * its kill switch. Windows, menus and the tray are Electron's and not here; a worker is a child of Node's.
 */
async function host(): Promise<void> {
  const { values } = parseArgs({
    options: { home: { type: 'string' }, root: { type: 'string' }, slots: { type: 'string' } },
  })
  const { home = '', root = '', slots } = values
  const part = async (name: string) =>
    (await import(pathToFileURL(join(import.meta.dirname, `${name}.js`)).href)) as DesktopParts
  const { openCoreSide } = await part('core-side')
  const core = await openCoreSide({
    root,
    home,
    version: '0.0.0-bench',
    command: 'interlock',
    slots: slots === undefined ? undefined : Number(slots),
    port: 0,
    onStopAsked: () => undefined,
  })
  const { user, system } = process.cpuUsage()
  report({ openedWorkMs: (user + system) / 1000 })

  const { createKillControl } = await part('kill-control')
  const fail = (error: unknown) => {
    throw error
  }
  const kill = createKillControl({ core, ask: fail, engageByFile: fail, clock: String, log: { error: fail } })
  process.on('message', (order: HostOrder) => {
    if (order === 'stop') void core.close('bench').then(() => process.exit(0))
    else void engage()
  })

  async function engage(): Promise<void> {
    const clicked = performance.now()
    await kill.engage()
    report({ engagedMs: performance.now() - clicked })
  }
}

function report(message: HostReport): void {
  process.send?.(message)
}

await host()
