import type { JobFilter, JobOrder } from '../job-filter.ts'
import type { JobState } from '../job.ts'
import { idSchema } from '../names.ts'
import { JOB_STATES, JOB_TYPES, MAX_WORDS } from '../plain.ts'
import { JOB_REASONS, type JobReason } from '../reasons.ts'
import type { JobType } from '../tasks/index.ts'
import {
  type FilterProblem,
  parseMoment,
  problemOfBulk,
  problemOfMoment,
  problemOfReason,
  problemOfSort,
  problemOfState,
  problemOfType,
  problemOfWords,
} from './vocabulary.ts'

/** A filter as an address or a command line holds it: text as a person may have typed it; what is absent is the default. */
export interface FilterText {
  /** States, separated by commas. */
  state?: string
  /** Job types, separated by commas. */
  type?: string
  /** Workspaces, separated by commas; with a minus before one, not that. */
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
}

/** Values that one must have, and values that it must not have. */
export interface Choice<T extends string = string> {
  readonly any: readonly T[]
  readonly not: readonly T[]
}

/** The filter that is asked for. Relative times stay relative, so that `24h` moves with the clock. */
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
  readonly order: JobOrder
  /** Parts that could not be read. While there are any, nothing may be listed as if they were not there. */
  readonly problems: readonly FilterProblem[]
}

export function readFilter(search: FilterText): ReadFilter {
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

function isOrder(value: string): value is JobOrder {
  return value === 'newest' || value === 'oldest'
}

function isMoment(text: string | undefined): boolean {
  return text === undefined || parseMoment(text, 0) !== undefined
}
