/** Logs that are shown at once; more would be too narrow to read. */
export const MOST_LOGS = 4

/** Whose log is shown; the job's last run unless one is named. */
export interface Watched {
  readonly job: string
  readonly run?: string
}

/** Which logs are shown, in the URL: `jobs=job-a,job-b.2`, a number behind the dot for a run that is not the last. */
export interface LogsSearch {
  jobs?: string
}

const ONE = /^(?<job>[A-Za-z0-9_-]{1,64})(?:\.(?<run>[1-9]\d{0,6}))?$/

export function readLogsSearch(raw: Record<string, unknown>): LogsSearch {
  return writeWatched(typeof raw['jobs'] === 'string' ? readWatched({ jobs: raw['jobs'] }) : [])
}

/** What the address names, each job once; what cannot be read is left out. */
export function readWatched({ jobs = '' }: LogsSearch): Watched[] {
  const named = jobs.split(',').flatMap((text): Watched[] => {
    const { job, run } = ONE.exec(text)?.groups ?? {}
    return job === undefined ? [] : [run === undefined ? { job } : { job, run }]
  })
  return named.filter(({ job }, at) => named.findIndex((each) => each.job === job) === at).slice(0, MOST_LOGS)
}

export function writeWatched(watched: readonly Watched[]): LogsSearch {
  return watched.length === 0
    ? {}
    : { jobs: watched.map(({ job, run }) => (run === undefined ? job : `${job}.${run}`)).join(',') }
}
