import { app } from 'electron'
import type { Logger } from 'pino'
import { ownImage } from '#server/client'
import type { CoreHold } from './background/index.ts'
import type { CoreSide } from './core-side/index.ts'
import { ask } from './dialogs/ask.ts'
import type { Ending } from './ending.ts'
import type { DesktopSettingsStore } from './settings/index.ts'
import {
  createUpdates,
  installQuestion,
  loadUpdater,
  namesSigner,
  unsupportedOf,
  type Updates,
} from './updates/index.ts'

export interface InstallationUpdatesDeps {
  readonly core: Pick<CoreSide, 'watch'>
  readonly settings: DesktopSettingsStore
  readonly hold: Pick<CoreHold, 'set'>
  readonly ending: Pick<Ending, 'endNow'>
  readonly log: Logger
}

/** Updates of this installation, by what the operator has settled. */
export function createInstallationUpdates({ core, settings, hold, ending, log }: InstallationUpdatesDeps): Updates {
  const updates = createUpdates({
    updater: () => loadUpdater(log),
    unsupported: unsupportedOf({
      platform: process.platform,
      isPackaged: app.isPackaged,
      image: ownImage(process.env, process),
      knowsSigner: namesSigner(process.resourcesPath),
    }),
    settings: () => settings.get().updates,
    running: () => core.watch.state().running,
    runningNow: async () => (await core.watch.refresh()).running,
    onRunning: core.watch.onChange,
    hold: (on) => hold.set('update', on),
    async confirm(staged) {
      const question = installQuestion(staged, process.platform)
      return (await ask(question)) === question.yes
    },
    endWith: (last) => void ending.endNow('an update is installed', 0, last),
    now: Date.now,
  })
  const unfollow = settings.onChange((now, before) => {
    if (JSON.stringify(now.updates) !== JSON.stringify(before.updates)) updates.settingsChanged()
  })
  return {
    ...updates,
    close() {
      unfollow()
      updates.close()
    },
  }
}
