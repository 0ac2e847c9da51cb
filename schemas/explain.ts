import type { z } from 'zod'
import type { InputProblem } from './errors/input.ts'
import { formatCount } from './format/index.ts'
import { codePoints } from './text.ts'

type Issue = z.core.$ZodIssue

const MAX_PROBLEMS = 20

/**
 * Says of each issue which field is wrong, what is allowed and how large the given value is. Values themselves are never
 * repeated, since they may be secret.
 */
export function explainIssues(error: z.ZodError, input: unknown): InputProblem[] {
  return error.issues
    .slice(0, MAX_PROBLEMS)
    .flatMap((issue) => explain(issue, input))
    .slice(0, MAX_PROBLEMS)
}

function explain(issue: Issue, input: unknown): InputProblem[] {
  if (issue.code === 'unrecognized_keys') {
    // One issue names them all, and a request has room for hundreds of thousands.
    return issue.keys.slice(0, MAX_PROBLEMS).map((key) => ({
      field: fieldName([...issue.path, key]),
      problem: `${fieldName([...issue.path, key])} is not a known field.`,
    }))
  }
  const field = fieldName(issue.path)
  const value = valueAt(input, issue.path)
  if (value === undefined && field !== '' && issue.code === 'invalid_type')
    return [{ field, problem: `${field} is missing; give ${article(issue.expected)}${measureOf(field)}.` }]
  const given = describeValue(value)
  return [{ field, problem: `${field === '' ? 'The value' : field} ${requirement(issue)}; you gave ${given}.` }]
}

function requirement(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${article(issue.expected)}`
    case 'too_big':
      return sizeRule('at most', Number(issue.maximum), issue.origin)
    case 'too_small':
      return sizeRule('at least', Number(issue.minimum), issue.origin)
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'invalid_format':
      return issue.format === 'regex' ? formOf(issue.message) : `must be a valid ${issue.format}`
    case 'invalid_union':
      return 'must have one of the known forms'
    case 'custom':
      return customRequirement(issue.params ?? {})
    default:
      return issue.message
  }
}

/** What a schema says beside its pattern. Without words of its own the message is zod's, which repeats the pattern. */
function formOf(message: string): string {
  return message.startsWith('must ') ? message : 'has characters or a form that is not allowed'
}

function customRequirement(params: Record<string, unknown>): string {
  const limit = Number(params['limit'] ?? 0)
  switch (params['rule']) {
    case 'well_formed':
      return 'must be text with whole surrogate pairs'
    case 'max_code_points':
      return `must have at most ${counted(limit, 'character')}`
    case 'min_code_points':
      return `must have at least ${counted(limit, 'character')}`
    case 'no_nul':
      return 'must not contain a NUL character'
    case 'max_keys':
      return `must have at most ${formatCount(limit)} ${limit === 1 ? 'entry' : 'entries'}`
    case 'max_name':
      return `must have a name of at most ${counted(limit, 'character')}`
    case 'reserved_name':
      return 'must not be a variable that Interlock sets itself'
    case 'value_path':
      return 'must be the way to a value, such as parent.result.results[0].exit_code'
    case 'variable_name':
      return 'must have the name of a variable: letters, digits and _, no digit first'
    case 'injecting_name':
      return 'must not be set here: it changes what programs load or run; grant it as a secret if it is meant'
    case 'secret_value':
      return 'looks like a secret, and a job is no place for one; keep it as a secret and grant it in the policy'
    case 'single_line':
      return 'must be one line'
    case 'one_line':
      return 'must be one line without blanks at its ends'
    case 'dali_time':
      return 'must begin with a date and T, or hold a T and end with Z'
    case 'filter_or_ids':
      return 'must be given where ids is not, and only there'
    case 'priority_act':
      return 'must be given for the act priority, and only for it'
    case 'template':
      return 'must not hold id, idempotency_key or run_at: each firing makes a job of its own'
    case 'time_zone':
      return 'must be a time zone by its name, such as Europe/Berlin'
    case 'spawn_or_to':
      return 'must be left out of a spawn, and given otherwise'
    case 'messages_need_agent':
      return 'must be given with the right messages, and only with it'
    case 'operate_is_unbound':
      return 'may hold operate only without an agent, workspaces, types or pools: it reaches everything'
    case 'same_name':
      return 'must not name one twice'
    case 'empty_range':
      return 'must begin and end at different times'
    case 'url_credentials':
      return 'must not hold a user or password; keep them as a secret'
    case 'delegated':
      return 'must be given where delegation is not none, and only there'
    case 'absolute_path':
      return 'must be an absolute path'
    case 'path_inside':
      return 'must be a plain path below the workspace, and not lead into .git'
    case 'cost_above_cap':
      return 'must be at most max_cost_usd'
    case 'credentials_of_nobody':
      return 'need an identity with a provider, which fills them'
    case 'proof_of_nobody':
      return 'needs an identity, which it is a proof of'
    case 'accelerator':
      return 'must be a shortcut such as CommandOrControl+Alt+Shift+K'
    case 'https':
      return 'must be an address that begins with https:// and holds no user or password'
    case 'json_value':
      return 'must be a value that JSON can carry'
    default:
      return 'is not allowed'
  }
}

function sizeRule(bound: 'at most' | 'at least', limit: number, origin: string): string {
  if (origin === 'array' || origin === 'set') return `must have ${bound} ${counted(limit, 'item')}`
  return `must be ${bound} ${origin === 'string' ? counted(limit, 'character') : formatCount(limit)}`
}

/** `1 item`, `2 items`. */
function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

function article(expected: string): string {
  const word = expected === 'int' ? 'whole number' : expected
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`
}

/** What a number counts, where its field says so. */
function measureOf(field: string): string {
  return field.endsWith('_sec') ? ' of seconds' : field.endsWith('_bytes') ? ' of bytes' : ''
}

function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (typeof value === 'string') return `text of ${counted(codePoints(value), 'character')}`
  if (typeof value === 'number') return Number.isInteger(value) ? formatCount(value) : String(value)
  if (typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `a list of ${counted(value.length, 'item')}`
  return `an object of ${counted(Object.keys(value).length, 'field')}`
}

function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, part) =>
      typeof part === 'number'
        ? `${name}[${part}]`
        : `${name}${name === '' ? '' : '.'}${String(part).slice(0, 64).toWellFormed()}`,
    '',
  )
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    return Reflect.get(value, part)
  }, input)
}
