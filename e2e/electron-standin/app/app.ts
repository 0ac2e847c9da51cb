import { EventEmitter } from 'node:events'
import { anEvent } from '../base/event.ts'
import { openWindows } from '../base/open-windows.ts'
import { needsReady, phase } from '../base/phase.ts'
import { witness } from '../base/witness.ts'
import { chromium, type Chromium } from '../chromium/index.ts'
import { createCommandLine } from './command-line.ts'
import { createFolders } from './folders.ts'
import { createSingleInstance } from './single-instance.ts'

/** What the stand-in reads of an application's package.json. */
export interface AppPackage {
  readonly name?: string
  readonly productName?: string
  readonly version?: string
}

const A_DAY_MS = 86_400_000

const line = createCommandLine()
const whenReady = Promise.withResolvers<void>()
let description: AppPackage = {}
let folder = ''
let ownName: string | undefined
let engine: Chromium | undefined
/** Somebody waits for `ready`. */
let isAwaited = false
/** The application's script has been run. */
let isThrough = false
const nameOf = () => ownName ?? description.productName ?? description.name ?? 'Electron'
const folders = createFolders(nameOf, (name) => line.switches.get(name))
const instance = createSingleInstance(
  () => folders.getPath('userData'),
  ({ argv, cwd, data }) => void app.emit('second-instance', anEvent(), argv, cwd, data),
)
/** Chromium's start takes longest, so it begins once its data directory is known for good. */
const engineStarts = () => chromium(folders.getPath('userData'), line.switches)

class App extends EventEmitter {
  readonly commandLine = line.api
  readonly isPackaged = false
  // Only macOS has one.
  readonly dock = undefined
  badgeCount = 0

  get name(): string {
    return nameOf()
  }
  set name(name: string) {
    ownName = name
  }
  getName(): string {
    return nameOf()
  }
  getVersion(): string {
    return description.version ?? process.versions['electron'] ?? ''
  }
  getAppPath(): string {
    return folder
  }
  getPath(name: string): string {
    return folders.getPath(name)
  }
  setPath(name: string, path: string): void {
    folders.setPath(name, path)
  }
  isReady(): boolean {
    return phase.ready
  }
  whenReady(): Promise<void> {
    isAwaited = true
    return whenReady.promise
  }
  requestSingleInstanceLock(data: unknown = {}): boolean {
    const first = instance.request(data)
    // What fails here is told at the start.
    if (first) engineStarts().catch(() => {})
    return first
  }
  releaseSingleInstanceLock(): void {
    instance.release()
  }
  enableSandbox(): void {
    if (phase.ready) throw new Error('app.enableSandbox() can only be called before app is ready')
  }
  disableHardwareAcceleration(): void {
    if (phase.ready) throw new Error('app.disableHardwareAcceleration() can only be called before app is ready')
  }
  focus(): void {}
  showAboutPanel(): void {
    witness.opened.push('about')
  }
  setBadgeCount(count = 0): boolean {
    this.badgeCount = count
    return true
  }
  setLoginItemSettings(settings: Partial<typeof witness.loginItem>): void {
    Object.assign(witness.loginItem, settings)
  }
  getLoginItemSettings(): { openAtLogin: boolean; wasOpenedAtLogin: boolean } {
    return { openAtLogin: witness.loginItem.openAtLogin, wasOpenedAtLogin: false }
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    witness.protocolClients.add(scheme)
    return true
  }

  quit(): void {
    if (phase.quitting) return
    phase.quitting = true
    if (this.#vetoed('before-quit')) return
    // A window may veto.
    for (const window of openWindows) window.close()
    finishQuit()
  }

  exit(code = 0): void {
    if (phase.exiting) return
    phase.exiting = true
    this.emit('quit', anEvent(), code)
    process.exit(code)
  }

  #vetoed(name: 'before-quit'): boolean {
    const event = anEvent()
    this.emit(name, event)
    if (event.defaultPrevented) phase.quitting = false
    return event.defaultPrevented
  }
}

export const app = new App()

/** Ends the application once the last of its windows has let it. */
export function finishQuit(): void {
  if (!phase.quitting || phase.exiting || openWindows.size > 0) return
  const event = anEvent()
  app.emit('will-quit', event)
  if (event.defaultPrevented) phase.quitting = false
  // A script that quits goes on to its end all the same.
  else if (isThrough) app.exit(0)
}

/** A window's veto ends the whole attempt. */
export function quitVetoed(): void {
  phase.quitting = false
}

export function describeApp(path: string, packageJson: AppPackage, args: readonly string[]): void {
  folder = path
  description = packageJson
  line.read(args)
}

/** Chromium, once the application is ready. */
export function engineOf(): Chromium {
  needsReady('Cannot create BrowserWindow before app is ready')
  if (engine === undefined) throw new Error('stand-in: Chromium is not there')
  return engine
}

/** Makes the application ready, once its script is through, or ends it where that has quit. */
export async function startApp(): Promise<void> {
  isThrough = true
  if (phase.quitting) endBeforeReady()
  // From now on only a call ends the application.
  setInterval(() => {}, A_DAY_MS)
  engine = await engineStarts()
  engine.onGone(() => {
    if (phase.exiting) return
    console.error('stand-in: Chromium is gone')
    app.exit(1)
  })
  await engine.root.send('Target.setDiscoverTargets', { discover: true })
  phase.ready = true
  app.emit('will-finish-launching')
  app.emit('ready', anEvent(), {})
  whenReady.resolve()
}

/**
 * Electron tells a script that has quit of `ready` all the same, and ends a moment later: whoever begins work by it has forgotten to
 * return.
 */
function endBeforeReady(): void {
  const goesOn = isAwaited || app.listenerCount('ready') > 0
  if (goesOn) console.error('stand-in: the script quits, and yet waits to be ready')
  app.exit(goesOn ? 1 : 0)
}

// An application that listens for a signal takes it from Electron.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    if (process.listenerCount(signal) > 1) return
    if (isThrough) app.quit()
    else app.exit(0)
  })
process.on('exit', () => {
  engine?.end()
  instance.release()
})
