import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { PLAN } from './plan.ts'

/** Where the source of the icons lies, and what is made from it. */
export const ICONS = join(import.meta.dirname, '../../resources/icons')

const madeFileSchema = z.strictObject({ file: z.string(), sizes: z.array(z.int()), sha256: z.string() })
export type MadeFile = z.infer<typeof madeFileSchema>

/** `icons.json`: what the files were made from, and what they are. */
export const madeSchema = z.strictObject({ recipe: z.string(), files: z.array(madeFileSchema) })

/** Of the source and of how it is drawn. */
export function recipeHash(source: string): string {
  return sha256(`${source.replaceAll('\r\n', '\n')}\n${JSON.stringify(PLAN)}`)
}

export function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}
