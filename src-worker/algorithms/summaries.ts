export interface RepoIndexSummary {
  readonly jobId: string
  readonly filesConsidered: number
  readonly hitsWritten: number
  /** Path of the index as it is to be shown. */
  readonly output: string
}

/** The document that stands beside a repository index. */
export function repoIndexSummary({ jobId, filesConsidered, hitsWritten, output }: RepoIndexSummary): string {
  return document('Repo Index Task', [
    ['job_id', jobId],
    ['files_considered', filesConsidered],
    ['hits_written', hitsWritten],
    ['output', output],
  ])
}

export interface TestRunnerSummary {
  readonly jobId: string
  /** Exit code of each command; null for one that was stopped by its time limit. */
  readonly exitCodes: readonly (number | null)[]
}

/** The document that stands beside a test run. */
export function testRunnerSummary({ jobId, exitCodes }: TestRunnerSummary): string {
  return document('Test Runner Task', [
    ['job_id', jobId],
    ['commands_run', exitCodes.length],
    ...exitCodes.map((code, at): Bullet => [`cmd_${at + 1}_rc`, code]),
  ])
}

/** A value as Python's `str` writes it. */
export function pythonText(value: string | number | boolean | null): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return String(value)
}

type Bullet = readonly [name: string, value: string | number | null]

function document(title: string, bullets: readonly Bullet[]): string {
  const lines = bullets.map(([name, value]) => `- ${name}: ${pythonText(value)}`)
  return `# ${title}\n\n${lines.join('\n')}\n`
}
