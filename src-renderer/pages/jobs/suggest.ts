import { JOB_REASONS, JOB_STATES, JOB_TYPES } from '#schemas'
import { parseTokens } from '#schemas/filter'
import { jobStateTexts } from '#schemas/texts'
import { shortTypeName } from '../../facts/index.ts'

/** A completion of what is being typed into the filter box. */
export interface Suggestion {
  /** The whole text of the box once it is taken. */
  readonly text: string
  readonly label: string
  readonly hint: string
}

const KEYS = [
  { key: 'state', hint: 'one or more states' },
  { key: 'type', hint: 'one or more job types' },
  { key: 'workspace', hint: 'one or more workspaces' },
  { key: 'reason', hint: 'why it waits or how it ended' },
  { key: 'since', hint: 'added at or after' },
  { key: 'until', hint: 'added before' },
] as const

const SPANS = [
  { value: '1h', hint: 'the last hour' },
  { value: '24h', hint: 'the last day' },
  { value: '7d', hint: 'the last week' },
  { value: '30d', hint: 'the last 30 days' },
]

/** What completions know beyond the filter language. */
export interface Known {
  readonly workspaces: readonly string[]
  readonly lastRange?: string | undefined
}

const MINUS: readonly string[] = ['state', 'type', 'workspace', 'reason']
/** Longer lists are narrowed by typing on. */
const MOST = 14

/** What could come next: names of filters, and after a colon or a comma their values. Nothing inside quotes. */
export function suggest(text: string, known: Known): Suggestion[] {
  if ((text.match(/"/g)?.length ?? 0) % 2 === 1) return []
  const begun = /[^\s]*$/.exec(text)?.[0] ?? ''
  const before = text.slice(0, text.length - begun.length)
  const token = /^(-?)([a-z]+):(?:(.*),)?([^,]*)$/.exec(begun)
  if (!token) {
    const [, minus = '', name = ''] = /^(-?)([a-z]*)$/.exec(begun) ?? []
    if (begun !== `${minus}${name}` || (begun === '' && text !== '')) return []
    return KEYS.filter(({ key }) => key.startsWith(name) && (minus === '' || MINUS.includes(key))).map(
      ({ key, hint }) => ({ text: `${before}${minus}${key}:`, label: `${minus}${key}:`, hint }),
    )
  }
  const [, minus = '', key = '', chosen = '', part = ''] = token
  const taken = chosen === '' ? [] : chosen.split(',')
  const head = `${before}${minus}${key}:${chosen === '' ? '' : `${chosen},`}`
  return valuesOf(key, known)
    .filter(({ value }) => value.startsWith(part) && value !== part && !taken.includes(value))
    .slice(0, MOST)
    .map(({ value, hint }) => ({ text: `${head}${value}`, label: value, hint }))
}

/** What was typed; where that cannot be read and one completion alone is offered, that one. */
export function meant(text: string, options: readonly Suggestion[]): string {
  const [sole, ...others] = options
  return sole !== undefined && others.length === 0 && !parseTokens(text).ok ? sole.text : text
}

function valuesOf(key: string, { workspaces, lastRange }: Known): { value: string; hint: string }[] {
  switch (key) {
    case 'state':
      return JOB_STATES.map((state) => ({ value: state, hint: jobStateTexts[state].word }))
    case 'type':
      return JOB_TYPES.map((type) => ({ value: shortTypeName(type), hint: '' }))
    case 'workspace':
    case 'ws':
      return workspaces.map((value) => ({ value, hint: '' }))
    case 'reason':
      return JOB_REASONS.map((value) => ({ value, hint: '' }))
    case 'since':
    case 'until':
      return lastRange === undefined || lastRange.includes('..') || SPANS.some(({ value }) => value === lastRange)
        ? SPANS
        : [{ value: lastRange, hint: 'used last' }, ...SPANS]
    default:
      return []
  }
}
