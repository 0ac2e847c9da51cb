import { implement, type Router } from '@orpc/server'
import type { Logger } from 'pino'
import { type ApiContext, createExplainFailure } from '#api'
import type { CoreContact, OwnFolder, SecretsBackend, ShellInfo } from '#schemas'
import { type ShellContract, shellContract } from '#schemas/contract'
import { createIds } from '#schemas/format'
import type { Updates } from '../updates/index.ts'
import type { DesktopSettingsStore } from './settings.ts'
import type { WindowNewsBoard } from '../windows/index.ts'

export interface ShellRouterDeps {
  readonly info: () => Promise<ShellInfo>
  /** Shows a folder of Interlock's own. @throws InterlockError folder_not_shown */
  readonly reveal: (folder: OwnFolder) => Promise<string>
  readonly settings: DesktopSettingsStore
  readonly secretsBackend: () => Promise<SecretsBackend>
  readonly updates: Updates
  readonly news: WindowNewsBoard
  /** Runs the core in this application. */
  readonly runCoreHere: () => Promise<CoreContact>
  readonly log: Logger
}

export type ShellRouter = Router<ShellContract, ApiContext>

/** The shell contract over what this application is: no rules of its own. */
export function createShellRouter({
  info,
  reveal,
  settings,
  secretsBackend,
  updates,
  news,
  runCoreHere,
  log,
}: ShellRouterDeps): ShellRouter {
  const explainFailure = createExplainFailure({ log, ids: createIds() })
  const api = implement(shellContract)
    .$context<ApiContext>()
    .use(async ({ next, path, procedure, signal }, input) => {
      try {
        return await next()
      } catch (error) {
        if (signal?.aborted) throw error
        throw explainFailure(error, { path, inputSchema: procedure['~orpc'].inputSchema, input })
      }
    })
  return api.router({
    shell: {
      info: api.shell.info.handler(() => info()),
      reveal: api.shell.reveal.handler(async ({ input }) => ({ path: await reveal(input.folder) })),
      openLogs: api.shell.openLogs.handler(async () => ({ path: await reveal('logs') })),
    },
    settings: {
      get: api.settings.get.handler(() => settings.view()),
      put: api.settings.put.handler(({ input }) => settings.put(input)),
      startOver: api.settings.startOver.handler(() => settings.startOver()),
    },
    secrets: {
      acceptPlainText: api.secrets.acceptPlainText.handler(({ input }) => {
        settings.acceptPlainText(input.words)
        return secretsBackend()
      }),
      refusePlainText: api.secrets.refusePlainText.handler(() => {
        settings.refusePlainText()
        return secretsBackend()
      }),
    },
    updates: {
      state: api.updates.state.handler(() => updates.state()),
      check: api.updates.check.handler(() => updates.check()),
      install: api.updates.install.handler(() => updates.install()),
      wait: api.updates.wait.handler(() => updates.wait()),
    },
    window: {
      follow: api.window.follow.handler(({ signal }) => news.follow(signal ?? AbortSignal.any([]))),
      runCoreHere: api.window.runCoreHere.handler(() => runCoreHere()),
    },
  })
}
