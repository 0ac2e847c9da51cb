import { formatCount } from '#schemas/format'
import {
  budgetsSchema,
  deliverSchema,
  jobSpecSchema,
  type JobType,
  policySchema,
  taskTypes,
  trustSchema,
} from '#schemas'
import type { Field, OtherField } from './field.ts'
import { fieldsOf } from './read-schema.ts'

/** Fields of the payload of a job type, in the order of its schema. */
export function payloadFields(type: JobType): Field[] {
  return fieldsOf(taskTypes[type].payload, ['payload'])
}

export function budgetFields(): Field[] {
  return fieldsOf(budgetsSchema, ['budgets'])
}

export function policyFields(): Field[] {
  return fieldsOf(policySchema, ['policy'])
}

/** Every field of the form of a job type, and after them its parts, which have a title too. */
export function formFields(type: JobType | undefined): Field[] {
  const part = (name: string, title: string): OtherField => ({
    kind: 'other',
    path: [name],
    title,
    description: '',
    required: true,
  })
  return [
    ...(type === undefined ? [] : payloadFields(type)),
    ...budgetFields(),
    ...policyFields(),
    ...advancedFields(),
    ...deliverFields(),
    ...trustFields(),
    part('type', 'Job type'),
    part('workspace', 'Workspace'),
    part('payload', type === undefined ? 'Work' : taskTypes[type].label),
    part('budgets', 'Budgets'),
    part('policy', 'Policy'),
    part('deliver', 'Being told'),
    part('trust', 'Trust'),
    part('meta', 'Notes'),
  ]
}

/** Who is told of its end. */
export function deliverFields(): Field[] {
  return fieldsOf(deliverSchema, ['deliver'])
}

/** What must hold before each of its runs starts, part by part. */
export function trustFields(): Field[] {
  return fieldsOf(trustSchema, ['trust'])
}

const ADVANCED = [
  'priority',
  'run_at',
  'idempotency_key',
  'max_attempts',
  'retry_on',
  'retry_wait',
  'replay',
  'pool',
  'deferrable',
  'approval',
  'requires',
  'id',
  'compat',
]

/** What a job may say beyond type, payload, workspace, budgets and policy. */
export function advancedFields(): Field[] {
  const [anyType] = jobSpecSchema.options
  const fields = fieldsOf(anyType, [])
  return ADVANCED.flatMap((name) => fields.filter((field) => field.path[0] === name))
}

/** `10 calls`, `1 slot`, `60 s`: a figure with its unit as the schemas name it. */
export function withUnit(value: number, unit: string): string {
  const noun = value === 1 && unit.length > 1 ? unit.replace(/s$/, '') : unit
  return `${formatCount(value)} ${noun}`.trim()
}
