import { z } from 'zod'

/** The way to a value: names, and numbers for places in lists. */
export type ValuePath = readonly (string | number)[]

const MAX_PARTS = 32
const MAX_LENGTH = 256
const PART = /\.?([A-Za-z_][A-Za-z0-9_-]*)|\[(\d{1,6})\]|\["((?:[^"\\]|\\["\\]){1,128})"\]/y
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/** `parent.result.results[0]["exit code"]` in its parts; undefined when it is no path. */
export function parsePath(text: string): ValuePath | undefined {
  if (text.length > MAX_LENGTH || text.startsWith('.') || text.startsWith('[')) return undefined
  const parts: (string | number)[] = []
  for (let at = 0; at < text.length;) {
    PART.lastIndex = at
    const [whole, name, index, quoted] = PART.exec(text) ?? []
    if (whole === undefined || (at > 0 && name !== undefined && !whole.startsWith('.'))) return undefined
    const key = name ?? quoted?.replaceAll(/\\(.)/g, '$1')
    if (key !== undefined && FORBIDDEN.has(key)) return undefined
    parts.push(key ?? Number(index))
    at += whole.length
  }
  return parts.length === 0 || parts.length > MAX_PARTS ? undefined : parts
}

/** A path in the one form that equal paths share. */
export function pathText(path: ValuePath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(part)) return `${text}["${part.replaceAll(/["\\]/g, String.raw`\$&`)}"]`
    return text === '' ? part : `${text}.${part}`
  }, '')
}

/** What lies at a path, by own members only; undefined where nothing does. */
export function valueAtPath(value: unknown, path: ValuePath): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part) ? Reflect.get(inner, part) : undefined,
    value,
  )
}

/** A path as people write it. */
export const valuePathSchema = z
  .string()
  .max(MAX_LENGTH)
  .refine((text) => parsePath(text) !== undefined, { params: { rule: 'value_path' } })
  .meta({ id: 'ValuePath', description: 'Names and places in lists, as `parent.result.results[0].exit_code`.' })
