import { join } from 'node:path'
import { Menu, nativeTheme, Tray } from 'electron'
import type { Logger } from 'pino'
import type { MenuActs, MenuState } from '../menus/commands.ts'
import { isPanelDark, trayImageFile } from './image-file.ts'
import { trayMenu } from './template.ts'
import { type TrayFacts, type TrayView, trayView } from './view.ts'

export interface TrayDeps {
  readonly acts: MenuActs
  /** `resources/icons` */
  readonly iconFolder: string
  readonly log: Logger
}

/** The icon beside the clock. A system may show none and say nothing, so whatever it offers is in the menu and the window too. */
export interface DesktopTray {
  readonly draw: (facts: TrayFacts, state: MenuState) => void
  /** Whether an icon was made; it may still show nowhere. */
  readonly isMade: () => boolean
  readonly close: () => void
}

/** Electron keeps a tray only as long as something refers to it. */
let kept: Tray | undefined

export function createTray({ acts, iconFolder, log }: TrayDeps): DesktopTray {
  let drawn = ''
  let last: { facts: TrayFacts; state: MenuState } | undefined

  function place(image: string): Tray | undefined {
    try {
      const tray = new Tray(image)
      // Elsewhere a click opens the menu, or nothing at all.
      if (process.platform === 'win32') tray.on('click', () => acts.showWindow())
      return tray
    } catch (error) {
      log.warn({ err: error }, 'The system took no icon into its tray')
      return undefined
    }
  }

  function draw(facts: TrayFacts, state: MenuState): void {
    last = { facts, state }
    const view = trayView(facts)
    const image = imageFile(iconFolder, view)
    const template = trayMenu(view, { state, acts })
    const next = JSON.stringify([image, view, template])
    if (next === drawn) return
    drawn = next
    if (kept === undefined) kept = place(image)
    else kept.setImage(image)
    kept?.setToolTip(view.tooltip)
    if (process.platform === 'darwin') kept?.setTitle(view.title)
    // Linux shows a menu as it was when it was set.
    kept?.setContextMenu(Menu.buildFromTemplate(template))
  }

  const redraw = () => {
    if (last !== undefined) draw(last.facts, last.state)
  }
  nativeTheme.on('updated', redraw)

  return {
    draw,
    isMade: () => kept !== undefined,
    close() {
      nativeTheme.off('updated', redraw)
      kept?.destroy()
      kept = undefined
    },
  }
}

function imageFile(iconFolder: string, { icon }: TrayView): string {
  const { platform, env } = process
  // On Windows the taskbar has a theme apart from that of applications.
  const darkTheme =
    platform === 'win32' ? nativeTheme.shouldUseDarkColorsForSystemIntegratedUI : nativeTheme.shouldUseDarkColors
  const dark = isPanelDark(platform, env['XDG_CURRENT_DESKTOP'] ?? '', darkTheme)
  return trayImageFile(join(iconFolder, 'tray'), icon, { platform, dark })
}
