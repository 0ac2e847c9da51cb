import {
  type Artifact,
  type CommandResult,
  docCompactorResult,
  type Job,
  repoIndexResult,
  repoIndexRow,
  type Run,
  taskTypes,
  testRunnerResult,
} from '#schemas'
import { formatCount, formatBytes, parseGuardedJson } from '#schemas/format'
import type { JobView } from '../follow/settle.ts'
import { counted } from '../output/counted.ts'
import { printableLine } from '../output/printable.ts'
import type { Api } from '../reach/api.ts'

/** What one job found, for scripts; members beyond the first four depend on its type. */
export interface Findings {
  readonly id: string
  readonly type: string
  readonly state: Job['state']
  readonly verdict: Job['verdict']
  readonly files_considered?: number
  readonly hits?: readonly { readonly path: string; readonly keywords: readonly string[] }[]
  readonly documents?: number
  readonly bytes_read?: number
  readonly bytes_written?: number
  readonly artifact?: string
  readonly tests?: number
  readonly tests_passed?: number
  readonly commands?: number
  readonly commands_passed?: number
  /** Of the first command that did not end with 0: what it was and why. */
  readonly first_failure?: string
  readonly problem?: string
}

/** Largest index that is read back for the names in it. */
const MAX_INDEX_BYTES = 1_048_576

/** What a job found, read from its last run and what that made. */
export async function findingsOf(api: Api, { job, runs, artifacts }: JobView): Promise<Findings> {
  const known = { id: job.id, type: job.type, state: job.state, verdict: job.verdict }
  const last = runs.toSorted((a, b) => a.number - b.number).at(-1)
  if (job.state !== 'succeeded' || last === undefined)
    return { ...known, problem: job.outcome?.message ?? 'It did not run to its end.' }
  switch (job.type) {
    case 'repo_index_task':
      return { ...known, ...(await indexFindings(api, last, artifacts)) }
    case 'doc_compactor_task':
      return { ...known, ...documentFindings(last, artifacts) }
    case 'test_runner_task':
      return { ...known, ...testFindings(last) }
    default:
      return known
  }
}

/** The same in one line for people. */
export function findingsLine(found: Findings): string {
  const label = Object.entries(taskTypes).find(([type]) => type === found.type)?.[1].label ?? found.type
  return `${label}: ${found.problem === undefined ? whatWasFound(found) : printableLine(found.problem)}`
}

function whatWasFound(found: Findings): string {
  if (found.hits !== undefined) {
    const looked = `${counted(found.files_considered ?? 0, 'file')} looked at`
    // Without keywords an index records every file, and a list of all of them says nothing.
    if (found.hits.every(({ keywords }) => keywords.length === 0))
      return `${looked}, ${formatCount(found.hits.length)} recorded`
    const names = found.hits.map(({ path, keywords }) => `${printableLine(path)} (${keywords.join(', ')})`)
    const files = `${looked}, ${formatCount(names.length)} with hits`
    return `${files}: ${names.join(', ')}`
  }
  if (found.documents !== undefined) {
    const name = found.artifact === undefined ? 'one document' : printableLine(found.artifact)
    return `${counted(found.documents, 'document')}, ${formatBytes(found.bytes_read ?? 0)} read, ${formatBytes(found.bytes_written ?? 0)} written to ${name}`
  }
  if (found.tests !== undefined)
    return `${formatCount(found.tests_passed ?? 0)} of ${formatCount(found.tests)} tests passed`
  if (found.commands !== undefined) {
    const passed = `${formatCount(found.commands_passed ?? 0)} of ${formatCount(found.commands)} commands ended well`
    return found.first_failure === undefined ? passed : `${passed}; ${printableLine(found.first_failure)}`
  }
  return found.state
}

async function indexFindings(api: Api, run: Run, artifacts: readonly Artifact[]): Promise<Partial<Findings>> {
  const result = repoIndexResult.safeParse(run.result)
  const index = artifacts.find(({ kind, run_id }) => kind === 'repo_index' && run_id === run.id)
  const rows = index === undefined ? [] : await indexRows(api, index.id)
  return {
    files_considered: result.data?.files_considered ?? 0,
    hits: rows.map(({ path, keyword_hits: keywords }) => ({ path, keywords })),
  }
}

async function indexRows(api: Api, id: string) {
  const { text } = await api.artifacts.read({ id, limit: MAX_INDEX_BYTES })
  return text.split('\n').flatMap((line) => {
    const parsed = parseGuardedJson(line, MAX_INDEX_BYTES)
    const row = repoIndexRow.safeParse(parsed.ok ? parsed.value : undefined)
    return row.success ? [row.data] : []
  })
}

function documentFindings(run: Run, artifacts: readonly Artifact[]): Partial<Findings> {
  const result = docCompactorResult.safeParse(run.result).data
  const document = artifacts.find(({ kind, run_id }) => kind === 'document' && run_id === run.id)
  return {
    documents: (result?.inputs_considered ?? 0) - (result?.inputs_rejected ?? 0),
    bytes_read: result?.bytes_read ?? 0,
    bytes_written: result?.bytes_written ?? document?.size ?? 0,
    ...(document && { artifact: document.name }),
  }
}

/** Tests are counted where a command speaks TAP (https://testanything.org), as the demo's does; commands otherwise. */
function testFindings(run: Run): Partial<Findings> {
  const results = testRunnerResult.safeParse(run.result).data?.results ?? []
  const counts = results.map(({ stdout }) => ({ tests: tapCount(stdout, 'tests'), passed: tapCount(stdout, 'pass') }))
  const known = counts.filter(({ tests }) => tests !== undefined)
  if (known.length === 0) {
    const failed = results.find(({ returncode }) => returncode !== 0)
    return {
      commands: results.length,
      commands_passed: results.filter(({ returncode }) => returncode === 0).length,
      ...(failed && { first_failure: `${failed.argv.join(' ')}: ${failureOf(failed)}` }),
    }
  }
  const sum = (of: 'tests' | 'passed') => known.reduce((total, count) => total + (count[of] ?? 0), 0)
  return { tests: sum('tests'), tests_passed: sum('passed') }
}

function failureOf({ error, timed_out, signal, returncode }: CommandResult): string {
  if (error) return error.message
  if (timed_out) return 'timed out'
  return returncode === null ? `ended by ${signal ?? 'a signal'}` : `exit ${returncode}`
}

function tapCount(stdout: string, name: 'tests' | 'pass'): number | undefined {
  const found = new RegExp(`^# ${name} (\\d+)$`, 'm').exec(stdout)
  return found ? Number(found[1]) : undefined
}
