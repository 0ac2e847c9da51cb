import { z } from 'zod'
import type { Field, FieldBase, Variant } from './field.ts'

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
