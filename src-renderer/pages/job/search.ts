import { type LogAsked, NOTHING_ASKED } from './log/asked.ts'

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
  /** Seconds of the run that the timeline shows: `4.2-18`. */
  range?: string
  /** What the events are filtered by. */
  q?: string
  /** Only events a person looking for trouble wants to see. */
  problems?: '1'
  /** What is looked for in the log. */
  find?: string
  /** It is a pattern, not plain text. */
  re?: '1'
  /** Only the lines that match. */
  only?: '1'
  /** Chosen lines of the log: `120-140`. */
  lines?: string
}

export function readJobSearch(raw: Record<string, unknown>): JobSearch {
  const tab = JOB_TABS.find((each) => each === raw['tab'])
  return {
    ...given('run', wholeNumber(raw['run'])),
    ...(tab === undefined || tab === 'evidence' ? {} : { tab }),
    ...given('event', wholeNumber(raw['event'])),
    ...given('range', matching(raw['range'], /^\d{1,9}(\.\d{1,3})?-\d{1,9}(\.\d{1,3})?$/)),
    ...given('q', words(raw['q'])),
    ...given('problems', flag(raw['problems'])),
    ...given('find', words(raw['find'])),
    ...given('re', flag(raw['re'])),
    ...given('only', flag(raw['only'])),
    ...given('lines', matching(raw['lines'], /^[1-9]\d{0,8}(-[1-9]\d{0,8})?$/)),
  }
}

/** What an address asks of the log. */
export function askedOf({ find, re, only, lines }: JobSearch): LogAsked {
  return { find: find ?? '', regex: re === '1', only: only === '1', lines }
}

/** An address that asks this of the log. */
export function withAsked(search: JobSearch, asked: LogAsked): JobSearch {
  const { find: _, re: __, only: ___, lines: ____, ...rest } = search
  return {
    ...rest,
    ...(asked.find === NOTHING_ASKED.find ? {} : { find: asked.find }),
    ...(asked.regex ? { re: '1' as const } : {}),
    ...(asked.only ? { only: '1' as const } : {}),
    ...given('lines', asked.lines),
  }
}

/** An address that asks this of the evidence. */
export function withEvidence(
  search: JobSearch,
  asked: { readonly words: string; readonly problems: boolean; readonly range: string | undefined },
): JobSearch {
  const { q: _, problems: __, ...rest } = search
  return withRange(
    {
      ...rest,
      ...(asked.words === '' ? {} : { q: asked.words }),
      ...(asked.problems ? { problems: '1' as const } : {}),
    },
    asked.range,
  )
}

export function withRange(search: JobSearch, range: string | undefined): JobSearch {
  const { range: _, ...rest } = search
  return { ...rest, ...given('range', range) }
}

function given<K extends string, V>(name: K, value: V | undefined): { [N in K]?: V } {
  // A computed name is a string to TypeScript; it is exactly K.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return (value === undefined ? {} : { [name]: value }) as { [N in K]?: V }
}

function wholeNumber(raw: unknown): string | undefined {
  return matching(raw, /^[1-9]\d{0,14}$/)
}

function matching(raw: unknown, form: RegExp): string | undefined {
  const text = typeof raw === 'number' ? String(raw) : raw
  return typeof text === 'string' && form.test(text) ? text : undefined
}

function words(raw: unknown): string | undefined {
  return typeof raw === 'string' && raw !== '' ? raw.slice(0, 200) : undefined
}

function flag(raw: unknown): '1' | undefined {
  return raw === '1' ? '1' : undefined
}
