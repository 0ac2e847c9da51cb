import type { UpdateState } from '#schemas'

/** Why this installation does not update itself. */
export type Unsupported = Extract<UpdateState, { state: 'unsupported' }>['why']

/** Installations that a package manager keeps, or that are kept nowhere, are not ours to change. */
export function unsupportedOf(
  platform: NodeJS.Platform,
  isPackaged: boolean,
  env: Readonly<Record<string, string | undefined>>,
): Unsupported | undefined {
  if (!isPackaged) return 'not_packaged'
  if (platform === 'linux') return (env['APPIMAGE'] ?? '') === '' ? 'system_package' : undefined
  if (platform === 'win32' && (env['PORTABLE_EXECUTABLE_DIR'] ?? '') !== '') return 'portable'
  return undefined
}
