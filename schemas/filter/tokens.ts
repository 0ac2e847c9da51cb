import { idSchema } from '../names.ts'
import { JOB_STATES, JOB_TYPES, MAX_WORDS } from '../plain.ts'
import { choiceOf, type FilterText, fullTypeName, isReason, splitList } from './filter.ts'
import {
  type FilterProblem,
  parseMoment,
  problemOfBulk,
  problemOfMoment,
  problemOfReason,
  problemOfState,
  problemOfType,
  problemOfWords,
  quote,
} from './vocabulary.ts'

/**
 * The filter language, the same string the command line takes: `state:failed,retrying -type:x since:24h "words"`.
 * A comma means or, a space and, a minus not. Everything that is no token is searched for as words.
 */
export type Tokens =
  | { readonly ok: true; readonly search: FilterText }
  | { readonly ok: false; readonly problems: readonly FilterProblem[] }

/** The words before the colon, each with its name in the URL. */
const KEYS = {
  state: 'state',
  type: 'type',
  workspace: 'ws',
  reason: 'reason',
  since: 'since',
  until: 'until',
  bulk: 'bulk',
} as const
type Key = keyof typeof KEYS

interface Token {
  readonly not: boolean
  readonly key: string
  readonly value: string
}

const MINUS = ['state', 'type', 'workspace', 'reason'] as const
const MINUS_WORDS = 'state:, type:, workspace: and reason:'

function takesMinus(key: Key): boolean {
  return MINUS.some((each) => each === key)
}

/** Reads what was typed into the filter box. Either all of it is understood, or nothing is applied. */
export function parseTokens(source: string): Tokens {
  const problems: FilterProblem[] = []
  const tokens: Token[] = []
  const words: string[] = []
  for (const piece of pieces(source)) {
    if (piece.unclosed) problems.push({ key: 'q', text: 'A quotation mark is not closed.' })
    const token = piece.quoted ? undefined : asToken(piece.text)
    if (token) tokens.push(token)
    else if (!piece.quoted && piece.text.startsWith('-') && piece.text.length > 1)
      problems.push({
        key: 'q',
        text: `A minus works before ${MINUS_WORDS} only, not before ${quote(piece.text.slice(1))}.`,
      })
    else if (piece.text !== '') words.push(asWords(piece))
  }
  const search: FilterText = {}
  for (const token of tokens) problems.push(...takeToken(search, token))
  const q = words.join(' ')
  if (q.length > MAX_WORDS) problems.push(problemOfWords(q.length))
  if (q !== '') search.q = q
  return problems.length > 0 ? { ok: false, problems } : { ok: true, search }
}

/** The same filter as text: what the box shows for editing and the command line takes. */
export function formatTokens(search: FilterText): string {
  const parts = Object.entries(KEYS).flatMap(([key, name]) => {
    const value = search[name]
    if (value === undefined) return []
    if (name !== 'ws' && name !== 'reason') return [`${key}:${value}`]
    const { any, not } = choiceOf(value)
    return [
      ...(any.length > 0 ? [`${key}:${any.join(',')}`] : []),
      ...(not.length > 0 ? [`-${key}:${not.join(',')}`] : []),
    ]
  })
  if (search.q !== undefined) parts.push(...pieces(search.q).map(written))
  return parts.join(' ')
}

/** A piece of the words that are searched for; only several of them in quotation marks belong together. */
function asWords({ text, quoted }: Piece): string {
  return quoted && /\s/.test(text) ? `"${text}"` : text
}

/** The same as it is to be typed: what would be taken for a token is quoted. */
function written({ text, quoted }: Piece): string {
  return quoted || text.startsWith('-') || asToken(text) !== undefined ? `"${text}"` : text
}

interface Piece {
  readonly text: string
  readonly quoted: boolean
  readonly unclosed: boolean
}

function pieces(source: string): Piece[] {
  return [...source.matchAll(/"([^"]*)("?)|[^\s"]\S*/g)].map((match) => ({
    text: match[1] ?? match[0],
    quoted: match[1] !== undefined,
    unclosed: match[1] !== undefined && match[2] === '',
  }))
}

function asToken(text: string): Token | undefined {
  const match = /^(-?)([a-z_]+):(.*)$/.exec(text)
  if (!match) return undefined
  return { not: match[1] === '-', key: match[2] ?? '', value: match[3] ?? '' }
}

function takeToken(search: FilterText, token: Token): FilterProblem[] {
  const { not } = token
  const key = token.key === 'ws' ? 'workspace' : token.key
  if (!isKey(key)) {
    return [
      {
        key,
        text: `There is no filter ${quote(key)}. Filters: ${Object.keys(KEYS).join(', ')}. To look for these words, quote them.`,
      },
    ]
  }
  if (token.value === '') return [{ key, text: `${key}: needs a value.` }]
  if (not && !takesMinus(key)) return [{ key, text: `A minus works before ${MINUS_WORDS} only, not before ${key}:.` }]
  const name = KEYS[key]
  // What must be and what must not be can stand side by side where the core keeps them apart.
  const apart = (key === 'workspace' || key === 'reason') && choiceOf(search[name])[not ? 'not' : 'any'].length === 0
  if (search[name] !== undefined && !apart) return [{ key, text: `${key} is given twice. Join values with a comma.` }]
  switch (key) {
    case 'state':
      return takeChoice(search, key, { all: JOB_STATES, values: splitList(token.value), not }, problemOfState)
    case 'type':
      return takeChoice(
        search,
        key,
        { all: JOB_TYPES, values: splitList(token.value).map(fullTypeName), not },
        problemOfType,
      )
    case 'workspace':
      search.ws = joined(search.ws, token)
      return []
    case 'reason':
      search.reason = joined(search.reason, token)
      return splitList(token.value)
        .filter((value) => !isReason(value))
        .map(problemOfReason)
    case 'bulk':
      search.bulk = token.value
      return idSchema.safeParse(token.value).success ? [] : [problemOfBulk(token.value)]
    case 'since':
    case 'until':
      search[key] = token.value
      return parseMoment(token.value, 0) === undefined ? [problemOfMoment(key)] : []
  }
}

interface Choice {
  readonly all: readonly string[]
  readonly values: readonly string[]
  readonly not: boolean
}

function takeChoice(
  search: FilterText,
  key: 'state' | 'type',
  { all, values, not }: Choice,
  problemOf: (value: string) => FilterProblem,
): FilterProblem[] {
  const unknown = values.filter((value) => !all.includes(value))
  const chosen = all.filter((each) => values.includes(each) !== not)
  search[key] = chosen.join(',')
  if (unknown.length > 0) return unknown.map(problemOf)
  return chosen.length > 0
    ? []
    : [{ key, text: `Without these nothing is left: ${values.map(quote).join(', ')} are all there are.` }]
}

function joined(before: string | undefined, { not, value }: Token): string {
  return [...splitList(before), ...splitList(value).map((each) => (not ? `-${each}` : each))].join(',')
}

function isKey(key: string): key is Key {
  return Object.hasOwn(KEYS, key)
}
