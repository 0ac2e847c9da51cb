import { z } from 'zod'
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

interface FieldBase {
  /** Where the value lies in the job: `['payload', 'timeout_sec']`. */
  readonly path: readonly string[]
  readonly title: string
  readonly description: string
  readonly required: boolean
}

export interface WholeNumberField extends FieldBase {
  readonly kind: 'whole_number'
  readonly min: number
  readonly max: number
  readonly unit: string
  /** What the core takes when it is left out. */
  readonly fallback: number | undefined
}
export interface TextField extends FieldBase {
  readonly kind: 'text'
  readonly maxLength: number
  readonly example: string
}
export interface YesNoField extends FieldBase {
  readonly kind: 'yes_no'
  /** What it means when it is left out. */
  readonly fallback: boolean
}
/** A number that need not be whole. */
export interface NumberField extends FieldBase {
  readonly kind: 'number'
  readonly unit: string
}
export interface TextsField extends FieldBase {
  readonly kind: 'texts'
  readonly maxItems: number
  readonly example: string
}
/** A list of whole numbers. */
export interface NumbersField extends FieldBase {
  readonly kind: 'numbers'
}
/** One of a few known values, or none. */
export interface ChoiceField extends FieldBase {
  readonly kind: 'choice'
  readonly values: readonly string[]
  /** What the core takes when it is left out. */
  readonly fallback: string | undefined
}
/** Several of a few known values. */
export interface ChoicesField extends FieldBase {
  readonly kind: 'choices'
  readonly values: readonly string[]
}
/** A list of commands, each a list of arguments that reach the program as they are. */
export interface CommandsField extends FieldBase {
  readonly kind: 'commands'
  readonly maxItems: number
  readonly maxParts: number
}
/** One command, a list of arguments. */
export interface CommandField extends FieldBase {
  readonly kind: 'command'
}
/** Names, each with a text. */
export interface PairsField extends FieldBase {
  readonly kind: 'pairs'
  readonly example: readonly [string, string]
}
/** Fields that belong together; their paths are those of the whole job. */
export interface GroupField extends FieldBase {
  readonly kind: 'group'
  readonly fields: readonly Field[]
}
/** A list of such groups. The paths of `fields` begin at one of them. */
export interface ItemsField extends FieldBase {
  readonly kind: 'items'
  readonly maxItems: number
  readonly fields: readonly Field[]
}
/** One of several groups, or none. */
export interface VariantsField extends FieldBase {
  readonly kind: 'variants'
  readonly variants: readonly Variant[]
}
/** Fields of one of the groups, with the members that make it this one. */
export interface Variant {
  readonly title: string
  readonly fixed: Readonly<Record<string, string>>
  readonly fields: readonly Field[]
}
/** A shape this form has no editor for; it is edited in the JSON view. */
export interface OtherField extends FieldBase {
  readonly kind: 'other'
}

export type Field =
  | WholeNumberField
  | TextField
  | YesNoField
  | TextsField
  | NumbersField
  | ChoiceField
  | ChoicesField
  | CommandsField
  | CommandField
  | PairsField
  | GroupField
  | ItemsField
  | NumberField
  | VariantsField
  | OtherField

/** What a JSON Schema node says, as far as a form can use it. */
const nodeSchema = z.looseObject({
  $ref: z.string().optional(),
  type: z.string().optional(),
  title: z.string().default(''),
  description: z.string().default(''),
  unit: z.string().default(''),
  default: z.unknown().optional(),
  minimum: z.number().default(Number.MIN_SAFE_INTEGER),
  maximum: z.number().default(Number.MAX_SAFE_INTEGER),
  maxLength: z.number().default(Number.MAX_SAFE_INTEGER),
  maxItems: z.number().default(Number.MAX_SAFE_INTEGER),
  enum: z.array(z.string()).optional(),
  examples: z.array(z.unknown()).default([]),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
  additionalProperties: z.unknown().optional(),
  form: z.string().optional(),
  const: z.string().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  required: z.array(z.string()).default([]),
})
type Node = z.infer<typeof nodeSchema>

const documentSchema = z.looseObject({ $defs: z.record(z.string(), z.unknown()).default({}) })

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

/** The fields of a schema that lies at `path`. */
export function fieldsOf(schema: z.ZodType, path: readonly string[]): Field[] {
  const document: unknown = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const definitions = documentSchema.parse(document).$defs
  const resolve = (raw: unknown): Node => {
    const node = nodeSchema.parse(raw)
    const name = node.$ref?.replace('#/$defs/', '')
    if (name === undefined) return node
    // What stands beside a reference belongs to this use of it and wins.
    return nodeSchema.parse({ ...objectOf(definitions[name]), ...objectOf(raw), $ref: undefined })
  }
  return membersOf(resolve(document), path, resolve)
}

function membersOf(node: Node, path: readonly string[], resolve: (raw: unknown) => Node): Field[] {
  return Object.entries(node.properties).map(([name, raw]) =>
    fieldOf(resolve(raw), { path: [...path, name], required: node.required.includes(name) }, resolve),
  )
}

function fieldOf(
  node: Node,
  at: { readonly path: readonly string[]; readonly required: boolean },
  resolve: (raw: unknown) => Node,
): Field {
  const base: FieldBase = { ...at, title: node.title || (at.path.at(-1) ?? ''), description: node.description }
  const example = node.examples[0]
  if (node.type === 'integer')
    return {
      ...base,
      kind: 'whole_number',
      min: node.minimum,
      max: node.maximum,
      unit: node.unit,
      fallback: typeof node.default === 'number' ? node.default : undefined,
    }
  if (node.type === 'number') return { ...base, kind: 'number', unit: node.unit }
  if (node.type === 'boolean') return { ...base, kind: 'yes_no', fallback: node.default === true }
  if (node.type === 'string' && node.enum)
    return {
      ...base,
      kind: 'choice',
      values: node.enum,
      fallback: typeof node.default === 'string' ? node.default : undefined,
    }
  const variants = node.oneOf ?? node.anyOf
  if (variants?.every((each) => resolve(each).type === 'object'))
    return { ...base, kind: 'variants', variants: variants.map((each) => variantOf(resolve(each), at.path, resolve)) }
  if (node.type === 'string')
    return { ...base, kind: 'text', maxLength: node.maxLength, example: typeof example === 'string' ? example : '' }
  if (node.type === 'object' && Object.keys(node.properties).length > 0)
    return { ...base, kind: 'group', fields: membersOf(node, at.path, resolve) }
  if (node.type === 'object' && node.additionalProperties !== undefined)
    return { ...base, kind: 'pairs', example: firstPair(example) }
  if (node.type !== 'array') return { ...base, kind: 'other' }

  const item = resolve(node.items)
  if (node.form === 'argv') return { ...base, kind: 'command' }
  if (item.type === 'object')
    return { ...base, kind: 'items', maxItems: node.maxItems, fields: membersOf(item, [], resolve) }
  if (item.type === 'string' && item.enum) return { ...base, kind: 'choices', values: item.enum }
  if (item.type === 'string')
    return {
      ...base,
      kind: 'texts',
      maxItems: node.maxItems,
      example: Array.isArray(example) ? String(example[0]) : '',
    }
  if (item.type === 'integer') return { ...base, kind: 'numbers' }
  if (item.type === 'array' && resolve(item.items).type === 'string')
    return { ...base, kind: 'commands', maxItems: node.maxItems, maxParts: item.maxItems }
  return { ...base, kind: 'other' }
}

function variantOf(node: Node, path: readonly string[], resolve: (raw: unknown) => Node): Variant {
  const fixed = Object.entries(node.properties).flatMap(([name, raw]) => {
    const value = resolve(raw).const
    return value === undefined ? [] : [[name, value] as const]
  })
  const names = fixed.map(([name]) => name)
  return {
    title: node.title,
    fixed: Object.fromEntries(fixed),
    fields: membersOf(node, path, resolve).filter(({ path: own }) => !names.includes(own.at(-1) ?? '')),
  }
}

function firstPair(example: unknown): [string, string] {
  const [[name, value] = ['', '']] = Object.entries(objectOf(example))
  return [name, String(value)]
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** `10 calls`, `1 slot`, `60 s`: a figure with its unit as the schemas name it. */
export function withUnit(value: number, unit: string): string {
  const noun = value === 1 && unit.length > 1 ? unit.replace(/s$/, '') : unit
  return `${formatCount(value)} ${noun}`.trim()
}
