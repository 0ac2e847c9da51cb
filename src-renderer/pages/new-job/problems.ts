import type { InputProblem } from '#schemas'
import { formatCount } from '#schemas/format'
import type { Field } from './field.ts'

/** What is wrong at a field or inside it, in the words a form uses: the field's title instead of its path. */
export function problemsOf(problems: readonly InputProblem[], field: Field): string[] {
  const name = field.path.join('.')
  return problems.filter((each) => within(each.field, name)).map((each) => sentence(each, field))
}

/** What is wrong at exactly one item, such as `payload.commands[0][1]`. */
export function problemsAt(problems: readonly InputProblem[], field: Field, ...position: number[]): string[] {
  const name = `${field.path.join('.')}${position.map((at) => `[${at}]`).join('')}`
  return problems.filter((each) => each.field === name).map((each) => sentence(each, field))
}

/** A problem in the words of the field it belongs to, wherever it is shown. `fields` are all of the form, parts of it too. */
export function titledProblem(problem: InputProblem, fields: readonly Field[]): string {
  const [field] = fields
    .filter((each) => within(problem.field, each.path.join('.')))
    .toSorted((a, b) => b.path.length - a.path.length)
  if (field) return sentence(problem, field)
  return problem.problem === `${problem.field}${UNKNOWN}` ? `A job has no field “${problem.field}”.` : problem.problem
}

const UNKNOWN = ' is not a known field.'

function within(problem: string, name: string): boolean {
  return problem === name || problem.startsWith(`${name}[`) || problem.startsWith(`${name}.`)
}

function sentence({ field: path, problem }: InputProblem, field: Field): string {
  // What the page itself or the core's catalogue says is worded for people already.
  if (!problem.startsWith(`${path} `)) return problem
  const said = problem.slice(path.length)
  if (said === UNKNOWN) return `${field.title} has no field “${path.slice(field.path.join('.').length + 1)}”.`
  const inner = innerOf(path, field)
  if (inner !== undefined) {
    const told = sentence({ field: path, problem }, inner)
    return `${itemName(path, field)}: ${told}`
  }
  if (field.kind === 'variants' && said.startsWith(' must have one of the known forms'))
    return `Fill in ${field.title}${wanted(field)}.`
  const given = /; you gave (.+)\.$/.exec(said)?.[1]
  const isWhole = path === field.path.join('.')
  if (isWhole && (said.startsWith(' is missing;') || given === 'a list of 0 items'))
    return `Fill in ${field.title}${wanted(field)}.`
  if (isWhole && field.kind === 'whole_number' && given !== undefined)
    return `${field.title} must be ${rangeOf(field)}; you gave ${given}.`
  const who = subject(path, field)
  return given === 'text of 0 characters' ? `${who} is empty.` : `${who}${plain(said)}`
}

/** The field of an item, or of a group, that a problem is about. */
function innerOf(path: string, field: Field): Field | undefined {
  if (field.kind !== 'items' && field.kind !== 'group' && field.kind !== 'variants') return undefined
  const start = field.path.join('.')
  const item = /^\[\d+\]/.exec(path.slice(start.length))?.[0] ?? ''
  const inner =
    field.kind === 'variants'
      ? field.variants.flatMap(({ fields }) => fields)
      : field.fields.map((each) => (field.kind === 'group' ? each : placedIn(field.path, item, each)))
  return inner.find((each) => within(path, each.path.join('.')))
}

/** A field of an item as one of the whole job: its path goes through the place of the item. */
export function placedIn(list: readonly string[], item: string, field: Field): Field {
  const [name = '', ...before] = list.toReversed()
  return { ...field, path: [...before.toReversed(), `${name}${item}`, ...field.path] }
}

function itemName(path: string, field: Field): string {
  const at = /\[(\d+)\]/.exec(path.slice(field.path.join('.').length))?.[1]
  return field.kind === 'items' && at !== undefined ? `${field.title.replace(/s$/, '')} ${Number(at) + 1}` : field.title
}

/** `Command 1, argument 2` for `payload.commands[0][1]`. */
function subject(path: string, field: Field): string {
  const [item, part] = [...path.slice(field.path.join('.').length).matchAll(/\[(\d+)\]/g)].map(
    (match) => Number(match[1]) + 1,
  )
  if (item === undefined) return field.title
  if (field.kind === 'command') return `${field.title}, argument ${item}`
  if (field.kind !== 'commands') return `${field.title} ${item}`
  return part === undefined ? `Command ${item}` : `Command ${item}, argument ${part}`
}

/** What a field takes, to end a sentence that asks for it. */
function wanted(field: Field): string {
  switch (field.kind) {
    case 'whole_number':
      return `: ${rangeOf(field)}`
    case 'yes_no':
      return ': yes or no'
    case 'choice':
    case 'choices':
      return `: ${field.values.join(' or ')}`
    case 'numbers':
      return ', parted by commas'
    case 'texts':
      return ', one per line'
    case 'commands':
    case 'items':
      return ', at least one'
    case 'command':
      return ', the program and its arguments'
    case 'variants':
      return `: ${field.variants.map(({ title }) => title.charAt(0).toLowerCase() + title.slice(1)).join(', or ')}`
    case 'number':
      return ', a number'
    case 'text':
    case 'pairs':
    case 'group':
    case 'other':
      return ''
  }
}

function rangeOf({ min, max, unit }: Extract<Field, { kind: 'whole_number' }>): string {
  return `${formatCount(min)} to ${formatCount(max)} ${unit}`.trim()
}

/** What a schema says of a value, without the words of JSON. */
function plain(said: string): string {
  return said
    .replace(/\b(?:an array|a list)\b/g, 'a list')
    .replace(/\ba string\b/g, 'text')
    .replace(/\ba boolean\b/g, 'yes or no')
    .replace(/\b(?:an object|a record)\b/g, 'a group of fields')
    .replace('must be a valid datetime', 'must be a time with its zone, such as 2026-11-21T08:00:00Z')
    .replace(/must be (at most|at least) ([\d,]+) (items|characters)/, 'must have $1 $2 $3')
    .replace(/\b1 (item|character)s\b/g, '1 $1')
}
