import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { InterlockError, parseInput, parseJsonText } from '#schemas'

const MAX_CONFIG_BYTES = 64 * 1024

/** `config.json` of the data directory: what must be known before the database is open. Other keys belong to others. */
const bootConfigSchema = z.object({
  port: z.int().min(0).max(65_535).optional(),
  slots: z.int().min(0).max(64).optional(),
  /** Folder of trust providers, in place of the one in the data directory. */
  trust_providers: z
    .string()
    .max(4096)
    .refine((path) => isAbsolute(path), { params: { rule: 'absolute_path' } })
    .optional(),
  log_level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})
export type BootConfig = z.infer<typeof bootConfigSchema>

/** @throws InterlockError file_not_readable, input_not_json, invalid_input */
export function readBootConfig(home: string): BootConfig {
  const path = join(home, 'config.json')
  return parseInput(
    bootConfigSchema,
    parseJsonText(textOf(path) ?? '{}', 'config.json', MAX_CONFIG_BYTES),
    'config.json',
  )
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    // That the folder itself is none is for whoever opens it to say.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new InterlockError('file_not_readable', { path, reason: code }, { cause: error })
  }
}
