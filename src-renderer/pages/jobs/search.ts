import type { JobState } from '#schemas'
import { type FilterText, splitList } from '#schemas/filter'

/** The list's part of the URL. Text as a person may have typed it; what is absent is the default. */
export interface JobsSearch extends FilterText {
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
