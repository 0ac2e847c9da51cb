import { JOB_STATES, JOB_TYPES, type JobState, type JobType } from '#schemas'
import type { JobFilter } from '#schemas/contract'
import {
  type FilterProblem,
  MAX_WORDS,
  parseMoment,
  problemOfMoment,
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
  /** Id, end of an id, or beginning of a title. */
  q?: string
  /** Enqueued at or after: `24h`, a date, or an ISO time. */
  since?: string
  /** Enqueued before. */
  until?: string
  /** Id of the job in the side panel. */
  peek?: string
}

export const FILTER_KEYS = ['state', 'type', 'ws', 'since', 'until', 'q'] as const
export type FilterKey = (typeof FILTER_KEYS)[number]

const MAX_PARAM = 512

/** Takes what the URL holds; a value that is no text, or empty, counts as absent. */
export function readJobsSearch(raw: Record<string, unknown>): JobsSearch {
  const search: JobsSearch = {}
  for (const key of [...FILTER_KEYS, 'peek'] as const) {
    const value = raw[key]
    const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
    if (text.trim() !== '') search[key] = text.slice(0, MAX_PARAM)
  }
  return search
}

/** The filter that a URL asks for. Relative times stay relative, so that `24h` moves with the clock. */
export interface ListFilter {
  readonly state: readonly JobState[]
  readonly type: readonly JobType[]
  readonly workspace: readonly string[]
  readonly q: string
  readonly since: string
  readonly until: string
}

export interface ReadFilter {
  readonly filter: ListFilter
  /** Parts that could not be read. While there are any, nothing may be listed as if they were not there. */
  readonly problems: readonly FilterProblem[]
}

export function readFilter(search: JobsSearch): ReadFilter {
  const problems: FilterProblem[] = []
  const states = splitList(search.state)
  const types = splitList(search.type).map(fullTypeName)
  for (const state of states) if (!isState(state)) problems.push(problemOfState(state))
  for (const type of types) if (!isType(type)) problems.push(problemOfType(type))
  for (const key of ['since', 'until'] as const) {
    const moment = search[key]
    if (moment !== undefined && parseMoment(moment, 0) === undefined) problems.push(problemOfMoment(key))
  }
  const q = search.q?.trim() ?? ''
  if (q.length > MAX_WORDS) problems.push(problemOfWords(q.length))
  return {
    filter: {
      state: JOB_STATES.filter((state) => states.includes(state)),
      type: JOB_TYPES.filter((type) => types.includes(type)),
      workspace: splitList(search.ws),
      q,
      since: search.since ?? '',
      until: search.until ?? '',
    },
    problems,
  }
}

/** The filter as the core takes it. `nowMs` is the core's clock. */
export function coreFilter(filter: ListFilter, nowMs: number): JobFilter {
  const since = parseMoment(filter.since, nowMs)
  const until = parseMoment(filter.until, nowMs)
  return {
    ...(filter.state.length > 0 ? { state: [...filter.state] } : {}),
    ...(filter.type.length > 0 ? { type: [...filter.type] } : {}),
    ...(filter.workspace.length > 0 ? { workspace: [...filter.workspace] } : {}),
    ...(filter.q === '' ? {} : { q: filter.q }),
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
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

/** The URL without any filter; the panel stays. */
export function withoutFilter(search: JobsSearch): JobsSearch {
  return search.peek === undefined ? {} : { peek: search.peek }
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
