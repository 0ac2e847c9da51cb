import { idSchema, JOB_REASONS, JOB_STATES, JOB_TYPES, type JobReason, type JobState, type JobType } from '#schemas'
import type { JobFilter } from '#schemas/contract'
import type { ListOrder } from './list-model.ts'
import {
  type FilterProblem,
  MAX_WORDS,
  parseMoment,
  problemOfBulk,
  problemOfMoment,
  problemOfReason,
  problemOfSort,
  problemOfState,
  problemOfType,
  problemOfWords,
} from './vocabulary.ts'

/** The list's part of the URL. Text as a person may have typed it; what is absent is the default. */
export interface JobsSearch {
  /** States, separated by commas. */
  state?: string
  /** Job types, separated by commas. */
  type?: string
  /** Workspaces, separated by commas. */
  ws?: string
  /** Why they wait or ended, separated by commas; with a minus before it, why not. */
  reason?: string
  /** Id, end of an id, or words. */
  q?: string
  /** Enqueued at or after: `24h`, a date, or an ISO time. */
  since?: string
  /** Enqueued before. */
  until?: string
  /** Only what this bulk operation changed. */
  bulk?: string
  /** `oldest` first; otherwise the newest. */
  sort?: string
  /** Id of a saved view; what else the address holds changes it. */
  view?: string
  /** Columns in their order, separated by commas. */
  cols?: string
  /** Id of the job in the side panel. */
  peek?: string
}

export const FILTER_KEYS = ['state', 'type', 'ws', 'reason', 'since', 'until', 'bulk', 'q'] as const
export type FilterKey = (typeof FILTER_KEYS)[number]

const OTHER_KEYS = ['sort', 'view', 'cols', 'peek'] as const

const MAX_PARAM = 512

/** Takes what the URL holds; a value that is no text, or empty, counts as absent. */
export function readJobsSearch(raw: Record<string, unknown>): JobsSearch {
  const search: JobsSearch = {}
  for (const key of [...FILTER_KEYS, ...OTHER_KEYS] as const) {
    const value = raw[key]
    const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
    if (text.trim() !== '') search[key] = text.slice(0, MAX_PARAM)
  }
  return search
}

/** Values that one must have, and values that it must not have. */
export interface Choice<T extends string = string> {
  readonly any: readonly T[]
  readonly not: readonly T[]
}

/** The filter that a URL asks for. Relative times stay relative, so that `24h` moves with the clock. */
export interface ListFilter {
  readonly state: readonly JobState[]
  readonly type: readonly JobType[]
  readonly workspace: Choice
  readonly reason: Choice<JobReason>
  readonly q: string
  readonly since: string
  readonly until: string
  /** Id of a bulk operation, or empty. */
  readonly operation: string
}

export interface ReadFilter {
  readonly filter: ListFilter
  readonly order: ListOrder
  /** Parts that could not be read. While there are any, nothing may be listed as if they were not there. */
  readonly problems: readonly FilterProblem[]
}

export function readFilter(search: JobsSearch): ReadFilter {
  const states = splitList(search.state)
  const types = splitList(search.type).map(fullTypeName)
  const reason = choiceOf(search.reason)
  const q = search.q?.trim() ?? ''
  const problems = [
    ...states.filter((state) => !isState(state)).map(problemOfState),
    ...types.filter((type) => !isType(type)).map(problemOfType),
    ...[...reason.any, ...reason.not].filter((each) => !isReason(each)).map(problemOfReason),
    ...(['since', 'until'] as const).filter((key) => !isMoment(search[key])).map(problemOfMoment),
    ...(q.length > MAX_WORDS ? [problemOfWords(q.length)] : []),
    ...(search.bulk === undefined || idSchema.safeParse(search.bulk).success ? [] : [problemOfBulk(search.bulk)]),
    ...(search.sort === undefined || isOrder(search.sort) ? [] : [problemOfSort(search.sort)]),
  ]
  return {
    filter: {
      state: JOB_STATES.filter((state) => states.includes(state)),
      type: JOB_TYPES.filter((type) => types.includes(type)),
      workspace: choiceOf(search.ws),
      reason: { any: reason.any.filter(isReason), not: reason.not.filter(isReason) },
      q,
      since: search.since ?? '',
      until: search.until ?? '',
      operation: search.bulk ?? '',
    },
    order: search.sort === 'oldest' ? 'oldest' : 'newest',
    problems,
  }
}

/** The filter as the core takes it. `nowMs` is the core's clock. */
export function coreFilter(filter: ListFilter, nowMs: number): JobFilter {
  const since = parseMoment(filter.since, nowMs)
  const until = parseMoment(filter.until, nowMs)
  const not = {
    ...(filter.workspace.not.length > 0 ? { workspace: [...filter.workspace.not] } : {}),
    ...(filter.reason.not.length > 0 ? { reason: [...filter.reason.not] } : {}),
  }
  return {
    ...(filter.state.length > 0 ? { state: [...filter.state] } : {}),
    ...(filter.type.length > 0 ? { type: [...filter.type] } : {}),
    ...(filter.workspace.any.length > 0 ? { workspace: [...filter.workspace.any] } : {}),
    ...(filter.reason.any.length > 0 ? { reason: [...filter.reason.any] } : {}),
    ...(filter.q === '' ? {} : { q: filter.q }),
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
    ...(filter.operation === '' ? {} : { operation: filter.operation }),
    ...(Object.keys(not).length > 0 ? { not } : {}),
  }
}

/** Values with a minus before them are those that must not be the case. */
export function choiceOf(list: string | undefined): Choice {
  const values = splitList(list)
  return {
    any: values.filter((value) => !value.startsWith('-')),
    not: values.filter((value) => value.startsWith('-')).map((value) => value.slice(1)),
  }
}

/** The URL with one state switched on or off; no state at all means every state. */
export function toggleState(search: JobsSearch, state: JobState): JobsSearch {
  const chosen = splitList(search.state)
  const next = chosen.includes(state) ? chosen.filter((each) => each !== state) : [...chosen, state]
  return withParam(search, 'state', next.join(','))
}

/** The URL with one member set, or without it when `value` is empty. */
export function withParam(search: JobsSearch, key: keyof JobsSearch, value: string): JobsSearch {
  const { [key]: _, ...rest } = search
  return value === '' ? rest : { ...rest, [key]: value }
}

/** The URL without any filter; order, columns and panel stay. */
export function withoutFilter(search: JobsSearch): JobsSearch {
  const rest: JobsSearch = {}
  for (const key of ['sort', 'cols', 'peek'] as const) if (search[key] !== undefined) rest[key] = search[key]
  return rest
}

export function hasFilter(search: JobsSearch): boolean {
  return FILTER_KEYS.some((key) => search[key] !== undefined)
}

export function splitList(value: string | undefined): string[] {
  return [
    ...new Set(
      (value ?? '')
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    ),
  ]
}

/** `test_runner` is how lists show `test_runner_task`; both are understood. */
export function fullTypeName(name: string): string {
  return isType(`${name}_task`) ? `${name}_task` : name
}

export function isState(value: string): value is JobState {
  return JOB_STATES.some((state) => state === value)
}

export function isType(value: string): value is JobType {
  return JOB_TYPES.some((type) => type === value)
}

export function isReason(value: string): value is JobReason {
  return JOB_REASONS.some((reason) => reason === value)
}

function isOrder(value: string): value is ListOrder {
  return value === 'newest' || value === 'oldest'
}

function isMoment(text: string | undefined): boolean {
  return text === undefined || parseMoment(text, 0) !== undefined
}
