import { canonicalJson, formatBytes } from '#schemas/format'
import { type Draft, typeOf, valueAt } from './draft.ts'
import type { Field } from './field.ts'
import {
  advancedFields,
  budgetFields,
  deliverFields,
  payloadFields,
  policyFields,
  trustFields,
  withUnit,
} from './fields.ts'

/** A field that is not as it was in the job this one is made from. */
export interface Change {
  readonly path: readonly string[]
  readonly title: string
  readonly was: string
  readonly is: string
}

/** What differs between a job and the one it was made from, field by field. */
export function changesOf(original: Draft, draft: Draft): Change[] {
  const type = typeOf(draft)
  const fields = [
    ...(type === undefined ? [] : payloadFields(type)),
    ...budgetFields(),
    ...policyFields(),
    ...advancedFields(),
    ...deliverFields(),
    ...trustFields(),
  ]
  const changes = fields.flatMap((field) => changeOf(original, draft, field) ?? [])
  const place = (['type', 'workspace', 'preset'] as const).flatMap((name): Change[] => {
    const [was, is] = [textOf(original[name]), textOf(draft[name])]
    return was === is ? [] : [{ path: [name], title: PLACES[name], was, is }]
  })
  return [...place, ...changes]
}

const PLACES = { type: 'Type', workspace: 'Workspace', preset: 'Preset' } as const

/** How one field differs; undefined when it is as it was. */
export function changeOf(original: Draft, draft: Draft, field: Field): Change | undefined {
  const [was, is] = [valueAt(original, field.path), valueAt(draft, field.path)]
  if (isSame(was, is)) return undefined
  return { path: field.path, title: field.title, was: textOf(was, field), is: textOf(is, field) }
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b
  return canonicalJson(a) === canonicalJson(b)
}

/** Longest text of a value in a note. */
const LONGEST = 80

function textOf(value: unknown, field?: Field): string {
  if (value === undefined) return 'not given'
  if (typeof value === 'number' && field?.kind === 'whole_number')
    return field.unit === 'bytes' ? formatBytes(value) : withUnit(value, field.unit)
  if (typeof value === 'boolean' && field?.path[0] === 'policy') return value ? 'allowed' : 'not allowed'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
