import { type LogAsked, NOTHING_ASKED } from '../log/asked.ts'

export const COMPARE_TABS = ['figures', 'timelines', 'result', 'log'] as const
export type CompareTab = (typeof COMPARE_TABS)[number]

/** Which two runs are compared; in the URL, so that it survives reload and can be sent. */
export interface CompareSearch {
  /** Number of a run of the job; the last but one otherwise. */
  a?: string
  /** Number of a run of the other side; its last otherwise. */
  b?: string
  /** Another job, whose run is the other side. */
  with?: string
  /** `figures` otherwise. */
  tab?: Exclude<CompareTab, 'figures'>
  find?: string
}

export function readCompareSearch(raw: Record<string, unknown>): CompareSearch {
  const number = (name: string) => {
    const value = typeof raw[name] === 'number' ? String(raw[name]) : raw[name]
    return typeof value === 'string' && /^[1-9]\d{0,6}$/.test(value) ? value : undefined
  }
  const [a, b] = [number('a'), number('b')]
  const other = raw['with']
  const tab = COMPARE_TABS.find((each) => each === raw['tab'])
  const find = typeof raw['find'] === 'string' ? raw['find'].slice(0, 200) : ''
  return {
    ...(a === undefined ? {} : { a }),
    ...(b === undefined ? {} : { b }),
    ...(typeof other === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(other) ? { with: other } : {}),
    ...(tab === undefined || tab === 'figures' ? {} : { tab }),
    ...(find === '' ? {} : { find }),
  }
}

/** Both logs are searched for the same. */
export function comparedAsked({ find }: CompareSearch): LogAsked {
  return { ...NOTHING_ASKED, find: find ?? '' }
}
