import { url as debuggerAddress } from 'node:inspector'
import { join } from 'node:path'
import { app, shell } from 'electron'
import type { Logger } from 'pino'
import { keyKeepersOf } from '#core'
import { resourcesOf } from '#host'
import type { CoreContact } from '#schemas'
import { chooseHome, commandFor } from '#server/client'
import type { StartArguments } from './arguments.ts'
import { createCoreHold, createQuitting, watchPower } from './background/index.ts'
import { type Closers, createClosers } from './closers.ts'
import { createControls } from './controls.ts'
import { type CoreState, openCoreSide } from './core-side/index.ts'
import { ask } from './dialogs/ask.ts'
import { createEnding, type Ending } from './ending.ts'
import { failToStart } from './fail-to-start.ts'
import { createLog, makeFolders } from './home.ts'
import { createInstallationUpdates } from './installation-updates.ts'
import { createOpener } from './links/index.ts'
import { consoleAddress, createOtherVersion } from './other-version/index.ts'
import { declareScheme, serveBundle } from './protocol/index.ts'
import { createDesktopSecrets } from './secrets/index.ts'
import { createDesktopSettings, createFolders, openSettingsFile } from './settings/index.ts'
import { closeWaysIn, requireSandbox } from './switches.ts'
import { createUpkeep } from './upkeep.ts'
import { createNewsBoard, createWindows, setPolicies, takePorts } from './windows/index.ts'
import { startUtility } from './workers/index.ts'

/** A window waits no longer for the theme of the operator; its page shows it later. */
const THEME_MS = 500

/**
 * The desktop application from its first moment on. Everything here precedes `ready`, so nothing is waited for.
 * @param root folder Interlock is installed in, with `dist/` and `resources/`
 */
export function beginDesktop(root: string, start: StartArguments): void {
  try {
    begin(root, start)
  } catch (error) {
    // Left to Electron, it would be a trace, and an application that stays without a window.
    failToStart(error)
  }
}

function begin(root: string, start: StartArguments): void {
  closeWaysIn(switches())
  const home = chooseHome(start.home, process.env)
  const userData = join(home, 'chromium')
  makeFolders(home, [home, userData])
  // Before the lock is asked for, which lies there.
  app.setPath('userData', userData)
  // Links and files travel with the question, since Chromium sorts the arguments of a second start anew.
  const opener = createOpener()
  if (!app.requestSingleInstanceLock(opener.messageOf(start))) return app.quit()
  opener.listen(start)
  declareScheme()
  // Without a listener Electron quits with the last window, before anybody could say whether it should.
  app.on('window-all-closed', () => undefined)
  app
    .whenReady()
    .then(() => openDesktop({ root, home, userData, hidden: start.hidden, opener }))
    .catch(failToStart)
}

interface Opening {
  readonly root: string
  readonly home: string
  readonly userData: string
  readonly hidden: boolean
  readonly opener: ReturnType<typeof createOpener>
}

/** Opens everything; from here on whatever ends it closes what was opened by then. */
async function openDesktop(opening: Opening): Promise<void> {
  requireSandbox(switches())
  const log = createLog(opening.home)
  const closers = createClosers()
  closers.add((reason) => log.info({ reason }, 'The desktop stopped'))
  const ending = createEnding({ log, close: closers.close })
  try {
    await openParts(opening, { log, closers, ending })
  } catch (error) {
    log.fatal({ err: error }, 'The desktop could not start')
    await ending.endNow('it could not start', 1, () => failToStart(error))
  }
}

interface Frame {
  readonly log: Logger
  readonly closers: Closers
  readonly ending: Ending
}

/** Reads as the table of contents of the shell. */
async function openParts(
  { root, home, userData, hidden, opener }: Opening,
  { log, closers, ending }: Frame,
): Promise<void> {
  const version = app.getVersion()
  setPolicies(log)
  serveBundle(join(root, 'dist', 'renderer'), log)

  const settings = createDesktopSettings({ file: openSettingsFile(home), now: Date.now })
  const secrets = createDesktopSecrets(settings)

  const opened = openCoreSide({
    root,
    home,
    version,
    command: commandFor(root, home, process.env),
    startProcess: startUtility,
    keyKeepers: () => [...secrets.keepers(), ...keyKeepersOf(process.env)],
    onStopAsked: () => void ending.endNow('asked to stop'),
  })
  closers.add((reason) =>
    opened.then(
      (core) => core.close(reason),
      // Nothing was opened, which whoever waits for it is told.
      () => undefined,
    ),
  )
  const core = await opened
  if (ending.isEnding()) return
  log.info({ mode: core.mode, version }, 'The desktop started')

  const windows = createWindows({
    userData,
    preload: join(root, 'dist', 'preload.cjs'),
    log,
    theme: async () => {
      const { display } = await core.client.desk.get(undefined, { signal: AbortSignal.timeout(THEME_MS) })
      return display.value.theme
    },
  })
  app.on('activate', () => {
    windows.show().catch((error: unknown) => log.error({ err: error }, 'The window could not be shown'))
  })
  const coreNews = () => coreContactOf(core.watch.state())
  const news = createNewsBoard(coreNews(), () => performance.now())
  core.watch.onChange(() => news.setCore(coreNews()))

  const hold = createCoreHold({ core, log })
  closers.add(hold.close)
  const quitting = createQuitting({ core, hold: (on) => hold.set('quit', on), ask, endNow: ending.endNow })
  closers.add(quitting.close)
  const power = watchPower({ core, settings, endNow: ending.endNow, log })
  closers.add(power.close)
  ending.setQuestion(quitting.mayQuit)
  const updates = createInstallationUpdates({ core, settings, hold, ending, log })
  closers.add(updates.close)
  const otherVersion = createOtherVersion({
    core,
    version,
    ask,
    openConsole: (address) => shell.openExternal(consoleAddress(address)),
    quit: () => app.quit(),
    log,
  })
  closers.add(otherVersion.close)

  const reveal = createFolders(home)
  const controls = createControls({
    core,
    windows,
    news,
    settings,
    quitting,
    updates,
    otherVersion,
    isLocked: power.isLocked,
    reveal,
    root,
    version,
    log,
  })
  closers.add(controls.close)

  const upkeep = createUpkeep({
    core,
    windows,
    news,
    coreNews,
    settings,
    secrets,
    ending,
    updates,
    power,
    hasTray: controls.hasTray,
    shortcut: controls.shortcut,
    reveal,
    version,
    log,
  })
  closers.add(upkeep.close)

  takePorts({ isOurs: windows.isOurs, core: core.connect, shell: upkeep.connect, log })
  if (!(await otherVersion.settle())) return ending.endNow('the core is of another version')
  otherVersion.begin()
  opener.serve({ windows, news, verifier: join(resourcesOf(root), 'verify-evidence.mjs'), log })
  if (!hidden && !upkeep.startsHidden()) await windows.show()
}

function switches() {
  const { commandLine, isPackaged } = app
  return { commandLine, isPackaged, isInspected: debuggerAddress() !== undefined }
}

function coreContactOf({ mode, contact, canRunHere, otherVersion }: CoreState): CoreContact {
  return { mode, contact, can_run_here: canRunHere, other_version: otherVersion }
}
