import type { Touched } from '#schemas/contract'

export type Topic = Touched['topics'][number]

/** What makes a query's answer old; its `meta.live`. */
export interface LiveMeta {
  /** Any of these topics. */
  topics: readonly Topic[]
  /** Only when this job is among the touched ones. */
  job?: string
  /** Asked again at most this often; the usual measure otherwise. */
  everyMs?: number
  /** Follows even while lists are held: for the kill switch and contact. */
  always?: boolean
}

/** Whether a batch makes an answer old. */
export function isTouched(live: LiveMeta, touched: Pick<Touched, 'topics' | 'jobs' | 'many'>): boolean {
  if (!live.topics.some((topic) => touched.topics.includes(topic))) return false
  return live.job === undefined || touched.many || touched.jobs.includes(live.job)
}
