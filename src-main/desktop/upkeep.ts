import { app, type MessagePortMain } from 'electron'
import type { Logger } from 'pino'
import type { CoreContact, DesktopSettingsView, OwnFolder } from '#schemas'
import { createLoginItem, hasTrayHost, keepOnClose, type Trace, traceOf, type PowerWatch } from './background/index.ts'
import type { CoreSide } from './core-side/index.ts'
import { ask } from './dialogs/ask.ts'
import type { Ending } from './ending.ts'
import type { DesktopSecrets } from './secrets/index.ts'
import { createShellInfo, createShellRouter, createShellServer, type DesktopSettingsStore } from './settings/index.ts'
import type { Updates } from './updates/index.ts'
import type { WindowNewsBoard, Windows } from './windows/index.ts'

export interface UpkeepDeps {
  readonly core: CoreSide
  readonly windows: Windows
  readonly news: WindowNewsBoard
  readonly coreNews: () => CoreContact
  readonly settings: DesktopSettingsStore
  readonly secrets: DesktopSecrets
  readonly ending: Ending
  readonly updates: Updates
  readonly power: PowerWatch
  readonly hasTray: () => boolean
  readonly shortcut: () => DesktopSettingsView['shortcut']
  readonly reveal: (folder: OwnFolder) => Promise<string>
  readonly version: string
  readonly log: Logger
}

/** What goes on behind the windows: closing, and what a window is told of its shell. */
export interface Upkeep {
  /** Serves the shell contract to a window. */
  readonly connect: (port: MessagePortMain) => void
  /** Whether this start, at login, is to show no window. */
  readonly startsHidden: () => boolean
  readonly close: () => void
}

export function createUpkeep(deps: UpkeepDeps): Upkeep {
  const { core, windows, news, settings, secrets, ending, updates, power, log } = deps
  const login = createLoginItem(core.home, process.env)
  settings.attach({ setLogin: login.set, login: login.stands, shortcut: deps.shortcut })

  let host: boolean | undefined
  if (process.platform === 'linux') void hasTrayHost().then((found) => (host = found))
  const trace = (): Trace => traceOf(process.platform, deps.hasTray(), host)

  const endNow = (reason: string) => ending.endNow(reason)
  windows.onMade((window) => {
    keepOnClose(window, {
      settings,
      trace,
      mode: () => core.mode,
      isEnding: ending.isEnding,
      quit: () => app.quit(),
      ask,
      log,
    })
    // Windows says so to each window before it ends the session, and waits for nobody.
    window.on('session-end', () => void endNow('the session ends'))
  })

  const server = createShellServer({
    router: createShellRouter({
      info: createShellInfo({
        version: deps.version,
        core: () => core.mode,
        home: core.home,
        tray: () => trace() === 'tray',
        power: power.last,
        secretsBackend: secrets.backend,
      }),
      reveal: deps.reveal,
      settings,
      secretsBackend: secrets.backend,
      updates,
      news,
      runCoreHere: async () => {
        await core.runHere()
        return deps.coreNews()
      },
      log,
    }),
    log,
  })

  return {
    connect: server.connect,
    startsHidden: () => login.startsHidden(settings.get().open_at_login),
    close: server.close,
  }
}
