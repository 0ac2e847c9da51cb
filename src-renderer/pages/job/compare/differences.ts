import { type JobDetail, type Run, testRunnerResult } from '#schemas'
import { formatBytes, formatCount, formatDuration } from '#schemas/format'
import { runStateTexts, sandboxLevelTexts, verdictTexts } from '#schemas/texts'
import { formatKept } from '../../../components/index.ts'
import { tookMs } from '../run-facts.ts'

/** One side of a comparison. */
export interface Side {
  readonly job: JobDetail
  readonly run: Run
}

/** A figure or fact of two runs. `change` is undefined where a difference has no size. */
export interface Comparison {
  readonly name: string
  readonly a: string
  readonly b: string
  readonly differs: boolean
  readonly change: string | undefined
}

/** How two runs went, figure by figure. */
export function figuresOf(a: Side, b: Side, nowMs: number): Comparison[] {
  return [
    words('State', a, b, ({ run }) => runStateTexts[run.state].word),
    words('Verdict', a, b, ({ run }) => (run.verdict === null ? '–' : verdictTexts[run.verdict].word)),
    amount('Waited', a, b, ({ run }) => run.waited_ms, formatDuration),
    amount('Ran', a, b, ({ run }) => tookMs(run, nowMs), formatDuration),
    amount('Tool calls', a, b, ({ run }) => run.usage.tool_calls, formatCount),
    {
      ...amount('Output', a, b, ({ run }) => run.usage.output_bytes, formatBytes),
      a: outputOf(a),
      b: outputOf(b),
    },
    words('Ended because', a, b, ({ run }) => run.outcome?.message ?? '–'),
  ]
}

/** What came of output, and what of it is kept where that went over its limit. */
function outputOf({ job, run }: Side): string {
  const { output_bytes } = run.usage
  return formatKept(output_bytes, job.budgets.max_output_bytes) ?? formatBytes(output_bytes)
}

/** What the two runs ran on and under. */
export function surroundingsOf(a: Side, b: Side): Comparison[] {
  const header = (name: string, of: (header: NonNullable<Run['header']>) => string) =>
    words(name, a, b, ({ run }) => (run.header === null ? '–' : of(run.header)))
  return [
    header('Sandbox', ({ sandbox_level }) => sandboxLevelTexts[sandbox_level].word),
    header('Sandbox reason', ({ sandbox_reason }) => sandbox_reason),
    header('Policy hash', ({ tool_policy_hash }) => tool_policy_hash),
    header('Budgets hash', ({ budgets_hash }) => budgets_hash),
    header('Model', ({ model_mode, model_name }) => [model_mode, model_name].filter(Boolean).join(' ')),
    header('Workspace', ({ repo_root_resolved }) => repo_root_resolved),
    header('Worker version', ({ worker_version }) => worker_version),
    header('Node', ({ node }) => node),
    header('Platform', ({ platform }) => platform),
    words('Worker', a, b, ({ run }) => run.worker),
  ]
}

/** What was asked for. Two runs of one job were asked the same, so only two jobs can differ. */
export function requestsOf(a: Side, b: Side): Comparison[] {
  const asked = ({ job: { payload, budgets, policy, priority, max_attempts, requires } }: Side) =>
    flatten({ payload, budgets, policy, priority, max_attempts, requires })
  return differencesOf(asked(a), asked(b))
}

/** What came out, member by member; of tests command by command. */
export function resultsOf(a: Side, b: Side): Comparison[] {
  return differencesOf(resultLines(a.run), resultLines(b.run))
}

function resultLines(run: Run): Map<string, string> {
  const tests = testRunnerResult.safeParse(run.result)
  if (!tests.success) return run.result === null ? new Map<string, string>() : flatten(run.result)
  return new Map(
    tests.data.results.map((command, at) => {
      const end =
        command.error?.message ?? (command.timed_out ? 'timed out' : `exit ${command.returncode ?? command.signal}`)
      return [`${at + 1} ${command.argv.join(' ')}`, `${end}, ${formatDuration(command.duration_ms)}`]
    }),
  )
}

/** Members that both sides have or only one, those that differ first. */
export function differencesOf(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): Comparison[] {
  const names = [...new Set([...a.keys(), ...b.keys()])]
  const rows = names.map((name) => compared(name, a.get(name) ?? '–', b.get(name) ?? '–'))
  return [...rows.filter(({ differs }) => differs), ...rows.filter(({ differs }) => !differs)]
}

/** More members than this say nothing to a person. */
const MOST_MEMBERS = 500

/** The leaves of a JSON value by their path: `payload.commands[0][1]`. */
export function flatten(value: unknown): Map<string, string> {
  const leaves = new Map<string, string>()
  const add = (path: string, each: unknown): void => {
    if (leaves.size >= MOST_MEMBERS) return
    if (Array.isArray(each) && each.length > 0) each.forEach((item, at) => add(`${path}[${at}]`, item))
    else if (typeof each === 'object' && each !== null && Object.keys(each).length > 0)
      for (const [name, member] of Object.entries(each)) add(path === '' ? name : `${path}.${name}`, member)
    else leaves.set(path === '' ? 'result' : path, typeof each === 'string' ? each : JSON.stringify(each))
  }
  add('', value)
  return leaves
}

function words(name: string, a: Side, b: Side, of: (side: Side) => string): Comparison {
  return compared(name, of(a), of(b))
}

function compared(name: string, a: string, b: string): Comparison {
  return { name, a, b, differs: a !== b, change: undefined }
}

function amount(
  name: string,
  a: Side,
  b: Side,
  of: (side: Side) => number,
  form: (value: number) => string,
): Comparison {
  const [left, right] = [of(a), of(b)]
  return { ...compared(name, form(left), form(right)), change: changeText(left, right, form) }
}

/** `+12 s (+41 %)`; nothing when it is the same. */
function changeText(a: number, b: number, form: (value: number) => string): string | undefined {
  if (a === b) return undefined
  const sign = b > a ? '+' : '−'
  const share = a === 0 ? '' : ` (${sign}${Math.round((Math.abs(b - a) / a) * 100)} %)`
  return `${sign}${form(Math.abs(b - a))}${share}`
}
