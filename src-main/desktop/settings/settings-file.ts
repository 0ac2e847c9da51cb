import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import {
  type DesktopSettings,
  desktopSettingsSchema,
  explainIssues,
  InterlockError,
  isInterlockError,
  parseJsonText,
} from '#schemas'
import { writePrivate } from '#server/client'

const MAX_BYTES = 64 * 1024

/** What the operator settled for the desktop, as it lies in the data directory. */
export interface SettingsFile {
  readonly path: string
  readonly settings: () => DesktopSettings
  /** Why the file is not used; while there is a reason, nothing is written. */
  readonly problem: () => InterlockError | undefined
  /** @throws InterlockError desktop_settings_unusable, desktop_settings_unwritable */
  readonly write: (settings: DesktopSettings) => void
  /** Puts a file that cannot be used aside. @returns where it is kept; null where there was none */
  readonly putAside: (at: number) => string | null
}

/** Reads `desktop.json`. One that cannot be used stays as it is, and the usual settings are in force. */
export function openSettingsFile(home: string): SettingsFile {
  const path = join(home, 'desktop.json')
  let { settings, problem } = read(path)

  return {
    path,
    settings: () => settings,
    problem: () => problem,
    write(next) {
      if (problem !== undefined) throw problem
      try {
        writePrivate(path, `${JSON.stringify(next, null, 2)}\n`)
      } catch (error) {
        throw new InterlockError('desktop_settings_unwritable', { file: path, reason: codeOf(error) }, { cause: error })
      }
      settings = next
    },
    putAside(at) {
      if (problem === undefined) return null
      const kept = join(home, `desktop.refused-${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}.json`)
      try {
        renameSync(path, kept)
      } catch (error) {
        throw new InterlockError('desktop_settings_unwritable', { file: path, reason: codeOf(error) }, { cause: error })
      }
      ;({ settings, problem } = read(path))
      return kept
    },
  }
}

interface Found {
  settings: DesktopSettings
  problem: InterlockError | undefined
}

function read(path: string): Found {
  const usual = desktopSettingsSchema.parse({})
  const refused = (reason: string): Found => ({
    settings: usual,
    problem: new InterlockError('desktop_settings_unusable', { file: path, reason }),
  })
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = codeOf(error)
    return code === 'ENOENT' ? { settings: usual, problem: undefined } : refused(`it cannot be read (${code}).`)
  }
  try {
    const value = parseJsonText(text, 'desktop.json', MAX_BYTES)
    const parsed = desktopSettingsSchema.safeParse(value)
    if (parsed.success) return { settings: parsed.data, problem: undefined }
    return refused(explainIssues(parsed.error, value)[0]?.problem ?? 'it has not the form of settings.')
  } catch (error) {
    if (isInterlockError(error)) return refused(error.message)
    throw error
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
