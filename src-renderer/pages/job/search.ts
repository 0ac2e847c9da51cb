/** The tabs of a job, in their order. */
export const JOB_TABS = ['evidence', 'log', 'result', 'request'] as const
export type JobTab = (typeof JOB_TABS)[number]

/** Which view of a job: in the URL, so that it survives reload and can be sent. */
export interface JobSearch {
  /** Number of a run; the last one otherwise. */
  run?: string
  /** `evidence` otherwise. */
  tab?: Exclude<JobTab, 'evidence'>
  /** Sequence number of the selected event. */
  event?: string
  /** What is looked for in the log. */
  find?: string
}

export function readJobSearch(raw: Record<string, unknown>): JobSearch {
  const tab = JOB_TABS.find((each) => each === raw['tab'])
  const run = wholeNumber(raw['run'])
  const event = wholeNumber(raw['event'])
  const find = typeof raw['find'] === 'string' ? raw['find'].slice(0, 200) : ''
  return {
    ...(run === undefined ? {} : { run }),
    ...(tab === undefined || tab === 'evidence' ? {} : { tab }),
    ...(event === undefined ? {} : { event }),
    ...(find === '' ? {} : { find }),
  }
}

function wholeNumber(raw: unknown): string | undefined {
  const text = typeof raw === 'number' ? String(raw) : raw
  return typeof text === 'string' && /^[1-9]\d{0,14}$/.test(text) ? text : undefined
}
