import { FIRING_STATES, type FiringState, type ScheduleState, SCHEDULE_STATES } from '#schemas'

/** A state a schedule in the list can be in. */
export type ListedState = Exclude<ScheduleState, 'deleted'>

export const LISTED_STATES: readonly ListedState[] = SCHEDULE_STATES.filter((state) => state !== 'deleted')

/** What the list shows, as its address says it. */
export interface SchedulesSearch {
  /** Words of its states, separated by commas; every state without. */
  readonly state?: string
  /** Part of the name. */
  readonly q?: string
  /** The schedule in the side panel. */
  readonly id?: string
}

export function readSchedulesSearch(raw: Record<string, unknown>): SchedulesSearch {
  const state = LISTED_STATES.filter((each) => textOf(raw['state']).split(',').includes(each)).join(',')
  const [q, id] = [textOf(raw['q']), textOf(raw['id'])]
  return {
    ...(state !== '' && state !== LISTED_STATES.join(',') && { state }),
    ...(q !== '' && { q: q.slice(0, 200) }),
    ...(id !== '' && { id: id.slice(0, 200) }),
  }
}

/** The states that are asked for; undefined for all of them. */
export function statesOf({ state }: SchedulesSearch): ListedState[] | undefined {
  return state === undefined ? undefined : LISTED_STATES.filter((each) => state.split(',').includes(each))
}

/** The address with one state switched on or off. */
export function toggled(search: SchedulesSearch, state: ListedState): SchedulesSearch {
  const now = statesOf(search) ?? []
  const next = now.includes(state) ? now.filter((each) => each !== state) : [...now, state]
  return readSchedulesSearch({ ...search, state: next.join(',') })
}

/** How one schedule is shown. */
export interface ScheduleSearch {
  /** Its history by day is a table. */
  readonly view?: 'table'
  /** Only firings in this state. */
  readonly firings?: FiringState
}

export function readScheduleSearch(raw: Record<string, unknown>): ScheduleSearch {
  const firings = FIRING_STATES.find((each) => each === raw['firings'])
  return { ...(raw['view'] === 'table' && { view: 'table' }), ...(firings !== undefined && { firings }) }
}

/** How a chain is shown. */
export interface ChainSearch {
  /** As tables in place of the drawing. */
  readonly view?: 'table'
}

export function readChainSearch(raw: Record<string, unknown>): ChainSearch {
  return raw['view'] === 'table' ? { view: 'table' } : {}
}

/** What a new schedule starts from. */
export interface NewScheduleSearch {
  /** Another schedule that it begins as a copy of. */
  readonly from?: string
  /** The schedule it follows. */
  readonly after?: string
}

export function readNewScheduleSearch(raw: Record<string, unknown>): NewScheduleSearch {
  const [from, after] = [textOf(raw['from']), textOf(raw['after'])]
  return {
    ...(from !== '' && { from: from.slice(0, 200) }),
    ...(after !== '' && { after: after.slice(0, 200) }),
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
}
