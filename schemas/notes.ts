import { z } from 'zod'
import { codePoints } from './text.ts'

export const MAX_NOTES = 16
/** In code points. */
export const MAX_NOTE_NAME = 128

interface Flaw {
  readonly path: PropertyKey[]
  readonly rule: 'well_formed' | 'json_value'
}

/** Free values of the caller, kept as they are; so they must be what JSON can carry: no infinite number, no half of a surrogate pair. */
export const notesSchema = z.record(z.string(), z.unknown()).superRefine((notes, context) => {
  const count = Object.keys(notes).length
  if (count > MAX_NOTES)
    context.addIssue({ code: 'custom', path: [], params: { rule: 'max_keys', limit: MAX_NOTES, size: count } })
  for (const name of Object.keys(notes)) {
    if (codePoints(name) > MAX_NOTE_NAME)
      context.addIssue({ code: 'custom', path: [name], params: { rule: 'max_name', limit: MAX_NOTE_NAME } })
  }
  for (const { path, rule } of flawsIn(notes, [])) context.addIssue({ code: 'custom', path, params: { rule } })
})

/** What JSON could not carry, at any depth; the caller has bounded the depth. */
function flawsIn(value: unknown, path: PropertyKey[]): Flaw[] {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? [] : [{ path, rule: 'well_formed' }]
    case 'number':
      return Number.isFinite(value) ? [] : [{ path, rule: 'json_value' }]
    case 'boolean':
      return []
    case 'object':
      return value === null ? [] : flawsInside(value, path)
    default:
      return [{ path, rule: 'json_value' }]
  }
}

function flawsInside(value: object, path: PropertyKey[]): Flaw[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => flawsIn(item, [...path, at]))
  return Object.entries(value).flatMap(([name, inner]) =>
    name.isWellFormed() ? flawsIn(inner, [...path, name]) : [{ path: [...path, name], rule: 'well_formed' as const }],
  )
}
