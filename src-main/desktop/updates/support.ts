import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { UpdateState } from '#schemas'

/** Why this installation does not update itself. */
export type Unsupported = Extract<UpdateState, { state: 'unsupported' }>['why']

export interface Installation {
  readonly platform: NodeJS.Platform
  readonly isPackaged: boolean
  /** The one file it unpacks itself from at each start. */
  readonly image: string | undefined
  /** Whether it knows whose signature a download has to carry. */
  readonly knowsSigner: boolean
}

/** Installations that a package manager keeps, or that are kept nowhere, are not ours to change. */
export function unsupportedOf({ platform, isPackaged, image, knowsSigner }: Installation): Unsupported | undefined {
  if (!isPackaged) return 'not_packaged'
  if (platform === 'linux') return image === undefined ? 'system_package' : undefined
  if (platform !== 'win32') return undefined
  if (image !== undefined) return 'portable'
  // There the updater takes what it fetched for good where nobody is named.
  return knowsSigner ? undefined : 'unsigned'
}

/** Whether `app-update.yml`, which electron-builder writes, names who signs. @param resources folder of the installation */
export function namesSigner(resources: string): boolean {
  try {
    const text = readFileSync(join(resources, 'app-update.yml'), 'utf8')
    return /^publisherName:[ \t]*(?:\r?\n[ \t]*-[ \t]*)?(?!null\b|~|\[[ \t]*\])[^\s#]/m.test(text)
  } catch {
    // Without the file nobody is named.
    return false
  }
}
