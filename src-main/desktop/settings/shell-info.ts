import { app } from 'electron'
import type { Power, SecretsBackend, ShellInfo } from '#schemas'

export interface ShellInfoDeps {
  readonly version: string
  readonly core: () => ShellInfo['core']
  readonly home: string
  readonly tray: () => boolean
  readonly power: () => Power | null
  readonly secretsBackend: () => Promise<SecretsBackend>
}

/** What this application is, asked anew each time: trays come and go. */
export function createShellInfo(deps: ShellInfoDeps): () => Promise<ShellInfo> {
  return async () => ({
    version: deps.version,
    electron: process.versions.electron,
    chromium: process.versions.chrome,
    node: process.versions.node,
    platform: platformOf(process.platform),
    packaged: app.isPackaged,
    core: deps.core(),
    home: deps.home,
    tray: deps.tray(),
    display: displayOf(process.platform, process.env, app.commandLine.getSwitchValue('ozone-platform')),
    power: deps.power(),
    secrets: await deps.secretsBackend(),
  })
}

export function platformOf(platform: NodeJS.Platform): ShellInfo['platform'] {
  return platform === 'linux' || platform === 'darwin' || platform === 'win32' ? platform : 'other'
}

/** Electron draws on Wayland where the session is one, since version 38, unless it was told otherwise. */
export function displayOf(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  forced: string,
): ShellInfo['display'] {
  if (platform !== 'linux') return 'native'
  if (forced === 'x11' || forced === 'wayland') return forced
  const hasWayland = (env['WAYLAND_DISPLAY'] ?? '') !== ''
  if (hasWayland || env['XDG_SESSION_TYPE'] === 'wayland') return 'wayland'
  return (env['DISPLAY'] ?? '') === '' ? 'unknown' : 'x11'
}
