import { blackoutSchema, chainLinkSchema, scheduleSpecSchema, triggerSchema } from '#schemas'
import type { Field } from '../../new-job/field.ts'
import { fieldsOf } from '../../new-job/read-schema.ts'

/** The fields of a schedule but for its job, from the schema that judges it. */
export function scheduleFields(): readonly Field[] {
  const own = fieldsOf(scheduleSpecSchema.omit({ job: true }), [])
  const whens = triggerSchema.options.flatMap((option) => fieldsOf(option, ['trigger']))
  return [...own.flatMap((field) => (field.kind === 'group' ? [field, ...field.fields] : [field])), ...whens]
}

/** Of one link to a parent, and of one blackout of a kind; their paths begin at it. */
export const linkFields = (): readonly Field[] => fieldsOf(chainLinkSchema, [])
export const blackoutFields = (): readonly Field[] => blackoutSchema.options.flatMap((option) => fieldsOf(option, []))

/** The field at a path, as `misfire.window_s`. */
export function fieldAt(fields: readonly Field[], path: string): Field {
  const found = fields.find((field) => field.path.join('.') === path)
  if (found === undefined) throw new Error(`A schedule has no field ${path}.`)
  return found
}
