import { JOB_STATES } from '#schemas'
import type { ResolvedFilter } from './resolved-filter.ts'
import type { SearchText } from './words.ts'

/** A part of the jobs that one index leads, in the order of their numbers. */
export interface Range {
  readonly name: RangeName
  readonly one: string
  readonly two: string
}

export type RangeName = keyof typeof RANGES

/** `from` and `where` of each kind of range, and the column its rows are ordered by. `:one` and `:two` are its values. */
export const RANGES = {
  all: { from: 'job', where: 'true', key: 'job.seq' },
  state: { from: 'job INDEXED BY job_state', where: 'job.state = :one', key: 'job.seq' },
  type: {
    from: 'job INDEXED BY job_type',
    // Word for word what the index says of itself, or SQLite does not take it.
    where: "job.type = :one AND job.state NOT IN ('queued', 'running') AND job.state = :two",
    key: 'job.seq',
  },
  workspace: { from: 'job INDEXED BY job_workspace', where: 'job.workspace = :one', key: 'job.seq' },
  code: { from: 'job INDEXED BY job_outcome', where: 'job.outcome_code = :one', key: 'job.seq' },
  verdict: {
    from: 'job INDEXED BY job_rare_verdict',
    where: "job.verdict = :one AND job.verdict IN ('failed', 'partial')",
    key: 'job.seq',
  },
  held: { from: 'job INDEXED BY job_held', where: 'job.held_reason = :one', key: 'job.seq' },
  operation: {
    from: 'operation_job CROSS JOIN job ON job.seq = operation_job.job_seq',
    where: 'operation_job.operation = :one',
    key: 'operation_job.job_seq',
  },
  id: { from: 'job', where: 'job.id = :one', key: 'job.seq' },
  tail: {
    from: 'job INDEXED BY job_short',
    where: 'job.short >= :one AND job.short < :two AND substr(job.id, -length(:q)) = :q',
    key: 'job.seq',
  },
  words: {
    from: 'search.job_text CROSS JOIN job ON job.seq = job_text.rowid',
    where: 'job_text MATCH :one',
    key: 'job_text.rowid',
  },
} as const

/** What narrows a range to the jobs that match; nothing of a parameter that is empty. */
export const NARROWS = `(:states = '' OR job.state IN (SELECT value FROM json_each(:states)))
  AND (:types = '' OR job.type IN (SELECT value FROM json_each(:types)))
  AND (:workspaces = '' OR job.workspace IN (SELECT value FROM json_each(:workspaces)))
  AND (:not_workspaces = '' OR job.workspace NOT IN (SELECT value FROM json_each(:not_workspaces)))
  AND (:verdicts = '' OR job.verdict IN (SELECT value FROM json_each(:verdicts)))
  AND job.created_at >= :since AND job.created_at < :until
  AND (:operation = '' OR EXISTS (SELECT 1 FROM operation_job AS done WHERE done.operation = :operation AND done.job_seq = job.seq))
  AND (:codes = '' OR ${hasReason('')})
  AND (:not_codes = '' OR NOT ${hasReason('not_')})`

/** The same for a text that is searched for, where something else leads; needs the index of words. */
export const NARROWS_TEXT = `(job.id = :q OR (:tail_from <> '' AND job.short >= :tail_from AND job.short < :tail_to AND substr(job.id, -length(:q)) = :q)
  OR (:words <> '' AND EXISTS (SELECT 1 FROM search.job_text WHERE job_text MATCH :words AND job_text.rowid = job.seq)))`

function hasReason(not: string): string {
  const inList = (list: string) => `IN (SELECT value FROM json_each(:${not}${list}))`
  return `(coalesce(job.outcome_code, '') ${inList('codes')} OR coalesce(job.held_reason, '') ${inList('held')}
    OR job.state ${inList('waiting')} OR (job.state = 'queued' AND job.lane ${inList('lanes')}))`
}

export type NarrowParams = ReturnType<typeof narrowParams>

/** @param text what `q` of the filter asks for, if anything */
export function narrowParams(filter: ResolvedFilter, text: SearchText | undefined) {
  const reason = (parts: ResolvedFilter['reason']) => ({
    codes: list(parts?.codes),
    held: list(parts?.held) || '[]',
    waiting: list(parts?.states) || '[]',
    lanes: list(parts?.lanes) || '[]',
  })
  const asked = reason(filter.reason)
  const not = reason(filter.not?.reason)
  return {
    states: list(statesOf(filter)),
    types: list(filter.type),
    workspaces: list(filter.workspace),
    not_workspaces: list(filter.not?.workspace),
    verdicts: list(filter.verdict),
    since: filter.since === undefined ? 0 : Date.parse(filter.since),
    until: filter.until === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(filter.until),
    operation: filter.operation ?? '',
    ...asked,
    not_codes: not.codes,
    not_held: not.held,
    not_waiting: not.waiting,
    not_lanes: not.lanes,
    q: text?.id ?? '',
    tail_from: text?.tail?.from ?? '',
    tail_to: text?.tail?.to ?? '',
    words: text?.match ?? '',
  }
}

/** States asked for; undefined when all are. */
export function statesOf(filter: ResolvedFilter): string[] | undefined {
  const asked = unique(filter.state ?? [])
  return asked.length === 0 || asked.length === JOB_STATES.length ? undefined : asked
}

/** A way to find all jobs that match: its ranges together hold them, and rows none has are not looked at. */
export interface Lead {
  readonly ranges: readonly Range[]
  /** Whether the ranges answer the text of the filter by themselves. */
  readonly text: boolean
}

/** States that `job_type` leaves out: a job goes through them within seconds, and each turn would change the index. */
const ON_THE_WAY: ReadonlySet<string> = new Set(['queued', 'running'])

/** Those that have an index; the others are common. */
const RARE_VERDICTS: ReadonlySet<string> = new Set(['failed', 'partial'])

/** Every way a filter offers, the one that is usually smallest first. */
export function leadsOf(filter: ResolvedFilter, search: SearchText | undefined): Lead[] {
  const states = statesOf(filter)
  const leads: Lead[] = []
  const offer = (ranges: readonly Range[] | undefined, text = false) => {
    if (ranges !== undefined) leads.push({ ranges, text })
  }
  if (filter.operation !== undefined) offer([range('operation', filter.operation)])
  if (search !== undefined) offer(textRanges(search), true)
  if (isGiven(filter.verdict) && filter.verdict.every((verdict) => RARE_VERDICTS.has(verdict)))
    offer(unique(filter.verdict).map((verdict) => range('verdict', verdict)))
  if (filter.reason !== undefined) offer(reasonRanges(filter.reason))
  if (isGiven(filter.type)) {
    const all = states ?? JOB_STATES
    const of = all.filter((state) => !ON_THE_WAY.has(state))
    offer([
      ...unique(filter.type).flatMap((type) => of.map((state) => range('type', type, state))),
      ...all.filter((state) => ON_THE_WAY.has(state)).map((state) => range('state', state)),
    ])
  } else if (states !== undefined) offer(states.map((state) => range('state', state)))
  if (isGiven(filter.workspace)) offer(unique(filter.workspace).map((workspace) => range('workspace', workspace)))
  if (leads.length === 0) offer([range('all')])
  return leads
}

function textRanges({ id, tail, match }: SearchText): Range[] {
  return [
    ...(id === null ? [] : [range('id', id)]),
    ...(tail === null ? [] : [range('tail', tail.from, tail.to)]),
    ...(match === null ? [] : [range('words', match)]),
  ]
}

function reasonRanges({ codes, held, states, lanes }: NonNullable<ResolvedFilter['reason']>): Range[] {
  return [
    ...codes.map((code) => range('code', code)),
    ...held.map((reason) => range('held', reason)),
    ...[...states, ...(lanes.length > 0 ? ['queued'] : [])].map((state) => range('state', state)),
  ]
}

export function range(name: RangeName, one = '', two = ''): Range {
  return { name, one, two }
}

export function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}

function isGiven<T>(values: readonly T[] | undefined): values is readonly T[] {
  return values !== undefined && values.length > 0
}

function list(values: readonly string[] | undefined): string {
  return values === undefined || values.length === 0 ? '' : JSON.stringify(values)
}
