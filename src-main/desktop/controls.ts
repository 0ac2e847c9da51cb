import { arch, release } from 'node:os'
import { join } from 'node:path'
import { app, globalShortcut, shell } from 'electron'
import type { Logger } from 'pino'
import { type DesktopSettingsView, type OwnFolder, fixedKeys } from '#schemas'
import { engageByFile } from '#server/client'
import type { PowerWatch, Quitting } from './background/index.ts'
import { createApprovals } from './approvals/approvals.ts'
import type { CoreSide, CoreState } from './core-side/index.ts'
import { ask } from './dialogs/ask.ts'
import { failureWords } from './dialogs/failure.ts'
import { momentWords } from './dialogs/moment.ts'
import { notify } from './dialogs/notify.ts'
import { menuAccelerator } from './kill/kill-chord.ts'
import { createKillControl, type KillControl } from './kill/kill-control.ts'
import { seeKillChord } from './kill/page-keys.ts'
import { createGlobalShortcut } from './kill/shortcut.ts'
import { changedElsewhereNotice, refusedShortcutNotice } from './kill/words.ts'
import { aboutQuestion } from './menus/about.ts'
import type { MenuActs, MenuState } from './menus/commands.ts'
import { createMenus } from './menus/menus.ts'
import type { DesktopSettingsStore } from './settings/index.ts'
import type { OtherVersionDesk } from './other-version/index.ts'
import { followTopics } from './topics/follow-topics.ts'
import { createTray } from './tray/tray.ts'
import { installsLater, type Updates } from './updates/index.ts'
import type { WindowNewsBoard, Windows } from './windows/index.ts'

export interface ControlsDeps {
  readonly core: CoreSide
  readonly windows: Windows
  readonly news: WindowNewsBoard
  readonly settings: Pick<DesktopSettingsStore, 'get' | 'onChange'>
  readonly quitting: Pick<Quitting, 'waits' | 'stay' | 'onChange'>
  readonly updates: Pick<Updates, 'state' | 'wait' | 'onChange'>
  readonly otherVersion: Pick<OtherVersionDesk, 'ask'>
  readonly isLocked: PowerWatch['isLocked']
  /** Shows a folder of Interlock's own in the file manager of the system. */
  readonly reveal: (folder: OwnFolder) => Promise<string>
  readonly root: string
  readonly version: string
  readonly log: Logger
}

/** Everything that is reached without a page: menus, tray, shortcut, notices, questions. */
export interface Controls {
  readonly kill: KillControl
  /** Whether an icon was put into the tray. It may show nowhere. */
  readonly hasTray: () => boolean
  readonly shortcut: () => DesktopSettingsView['shortcut']
  readonly close: () => void
}

export function createControls(deps: ControlsDeps): Controls {
  const { core, windows, news, settings, quitting, updates, otherVersion, isLocked, reveal, root, version, log } = deps
  const clock = (ms: number) => momentWords(ms, Date.now())
  const iconFolder = join(root, 'resources', 'icons')
  const quietly = (work: Promise<unknown>, what: string) => {
    work.catch((error: unknown) => log.error({ err: error }, what))
  }
  const showWindow = () => quietly(windows.show(), 'The window could not be shown')

  const kill = createKillControl({ core, ask, engageByFile, clock, log })
  const approvals = createApprovals({
    core,
    settings: settings.get,
    go,
    showWindow,
    isLocked,
    engage: () => void kill.engage(),
    clock,
    iconFolder,
    log,
  })

  function go(path: string): void {
    news.tell({ news: 'go', path })
    showWindow()
  }

  const acts: MenuActs = {
    engage: () => void kill.engage(),
    hardStop: () => void kill.hardStop(),
    release: () => void kill.release(),
    openApprovals: approvals.open,
    go,
    act(act) {
      news.tell({ news: 'do', act })
      showWindow()
    },
    showWindow,
    reload: () => windows.current()?.webContents.reload(),
    runCoreHere: () => void core.runHere().catch(notRunHere),
    aboutOtherVersion: () => void otherVersion.ask(),
    openFolder: (folder) => quietly(reveal(folder), 'A folder could not be shown'),
    openDocs: () => quietly(shell.openPath(guideIn(root)), 'The documentation could not be opened'),
    about: () =>
      void ask(aboutQuestion({ version, versions: process.versions, system, home: core.home, mode: core.mode })),
    quit: () => app.quit(),
    stay: () => quietly(quitting.stay(), 'A quit could not be taken back'),
    installLater: () => void updates.wait(),
  }
  function notRunHere(error: unknown): void {
    log.error({ err: error }, 'The core could not be run here')
    const { what, todo } = failureWords(error)
    quietly(
      ask({ type: 'error', message: what, detail: todo, buttons: ['OK'], refuse: 0, enter: 0 }),
      'Nobody could be told',
    )
  }
  const menus = createMenus(acts)
  const tray = createTray({ acts, iconFolder, log })

  // Until the desk is read, the chord is the one it is for everybody.
  let killKeys = fixedKeys('kill_switch', {})
  const menuState = (): MenuState => ({
    core: core.watch.state(),
    killAccelerator: menuAccelerator(killKeys),
    quits: quitting.waits(),
    installs: installsLater(updates.state()),
  })
  const draw = () => {
    menus.draw(menuState())
    tray.draw({ core: core.watch.state(), asked: kill.asked(), clock }, menuState())
  }
  const unwatch = [
    core.watch.onChange(draw),
    core.watch.onChange(tellOfOthers),
    kill.onAsked(draw),
    quitting.onChange(draw),
    updates.onChange(draw),
    followTopics({
      core,
      topics: ['desk'],
      changed: () => quietly(readKeys(), 'The keys of the desk could not be read'),
      log,
    }),
    settings.onChange(({ kill_shortcut }) => shortcut.set(kill_shortcut)),
  ]
  let lastSwitch = core.watch.state().killSwitch
  function tellOfOthers({ killSwitch }: CoreState): void {
    const notice = changedElsewhereNotice(lastSwitch, killSwitch)
    lastSwitch = killSwitch
    if (notice !== undefined && settings.get().notifications) notify(notice, showWindow)
  }

  async function readKeys(): Promise<void> {
    const { keys } = await core.client.desk.get()
    killKeys = fixedKeys('kill_switch', keys.value.changed)
    draw()
  }

  windows.onMade((window) =>
    seeKillChord(window, {
      keys: () => [killKeys, fixedKeys('kill_switch', {})],
      isEngaged: () => core.watch.state().contact === 'live' && core.watch.state().killSwitch.mode !== 'released',
      engage: () => void kill.engage(),
      press: () => void kill.press(),
    }),
  )
  const shortcut = createGlobalShortcut({
    register: (accelerator, press) => globalShortcut.register(accelerator, press),
    unregister: (accelerator) => globalShortcut.unregister(accelerator),
    press: () => void kill.press(),
    onRefused: (accelerator) => notify(refusedShortcutNotice(accelerator), () => go('/settings/desktop')),
    log,
  })
  shortcut.set(settings.get().kill_shortcut)
  draw()

  return {
    kill,
    hasTray: tray.isMade,
    shortcut: shortcut.state,
    close() {
      for (const end of unwatch) end()
      shortcut.close()
      kill.close()
      approvals.close()
      tray.close()
    },
  }
}

const system = `${process.platform} ${release()}, ${arch()}`

/** Another program opens it, which cannot look into the archive. */
function guideIn(root: string): string {
  return join(root.replace(/\bapp\.asar$/, 'app.asar.unpacked'), 'docs', 'guide.md')
}
