import { parseIsoTime } from '../format/index.ts'
import { JOB_STATES, JOB_TYPES, MAX_WORDS } from '../plain.ts'

/** A part of a filter that cannot be read, and what would be. */
export interface FilterProblem {
  readonly key: string
  readonly text: string
}

const SPAN_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** A span back from now, a local date, or an ISO time, as milliseconds; undefined when it is none of them. */
export function parseMoment(text: string, nowMs: number): number | undefined {
  const span = /^(\d{1,4})([mhdw])$/.exec(text)
  if (span) return nowMs - Number(span[1]) * SPAN_MS[unitOf(span[2])]
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const day = Date.parse(`${text}T00:00:00`)
    return Number.isNaN(day) ? undefined : day
  }
  return parseIsoTime(text)
}

function unitOf(letter: string | undefined): keyof typeof SPAN_MS {
  return letter === 'm' || letter === 'h' || letter === 'd' ? letter : 'w'
}

export function problemOfState(state: string): FilterProblem {
  return { key: 'state', text: `There is no state ${quote(state)}. States: ${JOB_STATES.join(', ')}.` }
}

export function problemOfType(type: string): FilterProblem {
  return {
    key: 'type',
    text: `There is no job type ${quote(type)}. Types: ${JOB_TYPES.map((each) => each.replace(/_task$/, '')).join(', ')}.`,
  }
}

export function problemOfReason(reason: string): FilterProblem {
  return {
    key: 'reason',
    text: `There is no reason ${quote(reason)}. Reasons are codes such as max_output_bytes, kill_switch or no_free_slot.`,
  }
}

export function problemOfBulk(id: string): FilterProblem {
  return { key: 'bulk', text: `${quote(id)} is no id of a bulk operation.` }
}

export function problemOfSort(order: string): FilterProblem {
  return { key: 'sort', text: `There is no order ${quote(order)}. Orders: newest, oldest.` }
}

export function problemOfMoment(key: string): FilterProblem {
  return { key, text: `${key} must be a span such as 30m, 24h or 7d, a date such as 2026-11-20, or an ISO time.` }
}

export function problemOfWords(length: number): FilterProblem {
  return { key: 'q', text: `Words may have at most ${MAX_WORDS} characters; you gave ${length}.` }
}

export function quote(text: string): string {
  return `“${text.slice(0, 40)}”`
}
