import type { Artifact, Budgets, Job, JobDetail, Policy, Run } from '#schemas'
import { formatBytes, formatDuration, keptOf, shortId } from '#schemas/format'
import { artifactStateTexts, jobStateTexts, runStateTexts, verdictTexts, waitingText } from '#schemas/texts'
import type { Output } from '../output/output.ts'
import { counted } from '../output/counted.ts'
import { printable, printableLine } from '../output/printable.ts'
import { fields, table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'
import { typed } from '../typed.ts'

/** Rows of a list of jobs, newest first as they come. */
export function jobRows(jobs: readonly Job[], nowMs: number, out: Output): string[] {
  return table(
    jobs.map((job) => [
      shortId(job.id),
      stateWord(job, out),
      job.type,
      job.workspace,
      describeTime(job.created_at, nowMs),
      printableLine([job.title, ...whyOf(job, nowMs)].join(' · ')),
    ]),
    out.width,
  )
}

/** Why it waits, or how its last run failed. */
function whyOf(job: Job, nowMs: number): string[] {
  if (job.waiting_reason !== null) return [waitingText(job.waiting_reason, nowMs)]
  return job.outcome === null ? [] : [`${job.outcome.code}: ${outcomeText(job.outcome, job)}`]
}

/** The state of a job in a word or two, in its colour. */
export function stateWord(job: Job, out: Output): string {
  const { word, tone } = jobStateTexts[job.state]
  if (job.verdict === null || job.state !== 'succeeded') return out.tone(tone, word)
  const verdict = verdictTexts[job.verdict]
  return out.tone(verdict.tone, `${word}, ${verdict.word.toLowerCase()}`)
}

/** One job with everything a person asks about it. */
export function jobPage(
  { job, runs, artifacts }: { job: JobDetail; runs: readonly Run[]; artifacts: readonly Artifact[] },
  nowMs: number,
  out: Output,
): string[] {
  return [
    `Job ${job.id}: ${stateWord(job, out)}`,
    printableLine(job.title),
    '',
    ...fields([
      ['Type', job.type + (job.compat === null ? '' : `, compatible with ${job.compat}`)],
      ['Workspace', job.workspace],
      ['Enqueued', describeTime(job.created_at, nowMs)],
      ...(job.run_at === null ? [] : [timeField('Not before', job.run_at, nowMs)]),
      ...(job.finished_at === null ? [] : [timeField('Ended', job.finished_at, nowMs)]),
      ...waitingFields(job, nowMs),
      ...(job.outcome === null ? [] : [outcomeField(job.outcome, job)]),
      ['Attempts', `${job.attempts} of ${job.max_attempts} used, ${counted(job.runs, 'run')} in all`],
      ['Priority', String(job.priority)],
      ['Requires', job.requires.join(', ') || 'nothing'],
      ['Budgets', budgetsLine(job.budgets, job.usage)],
      ['Policy', policyLine(job)],
      ...(job.idempotency_key === null ? [] : [keyField(job.idempotency_key)]),
    ]),
    '',
    'Payload',
    ...indented(JSON.stringify(job.payload, undefined, 2)),
    ...(Object.keys(job.meta).length === 0 ? [] : ['Notes', ...indented(JSON.stringify(job.meta, undefined, 2))]),
    ...runLines(runs, job.budgets, nowMs, out),
    ...artifactLines(artifacts, out),
    '',
    `Evidence: ${typed(`evidence show ${shortId(job.id)}`)}`,
  ]
}

/** What a run has used of what it may use. */
export function budgetsLine(budgets: Budgets, usage: Job['usage']): string {
  const used = usage ?? { wall_ms: 0, tool_calls: 0, output_bytes: 0 }
  return [
    `${formatDuration(used.wall_ms)} of ${formatDuration(budgets.max_wall_time_sec * 1000)}`,
    `${used.tool_calls} of ${budgets.max_tool_calls} tool calls`,
    `${formatBytes(used.output_bytes)} of ${formatBytes(budgets.max_output_bytes)} output`,
    `${budgets.max_concurrency_slots} at once`,
  ].join(' · ')
}

function policyLine({ policy, preset }: Pick<JobDetail, 'policy' | 'preset'>): string {
  return [
    ...(preset === null ? [] : [`preset ${preset}`]),
    grantsLine(policy),
    ...(policy.min_sandbox === undefined ? [] : [`sandbox at least ${policy.min_sandbox}`]),
  ].join('; ')
}

function grantsLine(policy: Policy): string {
  const allowed = [
    ...(policy.allow_subprocess ? ['commands'] : []),
    ...(policy.allow_network ? ['network'] : []),
    ...policy.allowed_tools.map(printableLine),
    ...(policy.secrets ?? []).map((name) => `the secret ${name}`),
  ]
  return allowed.length === 0 ? 'nothing beyond the job type' : `allows ${allowed.join(', ')}`
}

function waitingFields(job: Job, nowMs: number): [string, string][] {
  const waiting = job.waiting_reason === null ? [] : [waitingText(job.waiting_reason, nowMs)]
  const cancel = job.cancel_requested ? ['Told to stop; it ends at its next step.'] : []
  return [...waiting, ...cancel].map((text) => ['Now', text])
}

function timeField(name: string, iso: string, nowMs: number): [string, string] {
  return [name, describeTime(iso, nowMs)]
}

type Outcome = NonNullable<Job['outcome']>
type Spent = Pick<Job, 'budgets' | 'usage'>

function outcomeField(outcome: Outcome, spent: Spent): [string, string] {
  return ['Outcome', outcomeLine(outcome, spent)]
}

function outcomeLine(outcome: Outcome, spent: Spent): string {
  return `${printableLine(outcomeText(outcome, spent))} (${outcome.code})`
}

/** How it ended; where output was cut, what is kept of it and what came. */
function outcomeText({ code, message }: Outcome, { budgets, usage }: Spent): string {
  const kept = code === 'max_output_bytes' ? keptOf(budgets.max_output_bytes, usage?.output_bytes ?? 0) : undefined
  return kept === undefined ? message : `Output limit reached: ${kept} before it stopped.`
}

function keyField(key: string): [string, string] {
  return ['Key', printableLine(key)]
}

function runLines(runs: readonly Run[], budgets: Budgets, nowMs: number, out: Output): string[] {
  if (runs.length === 0) return []
  return ['', 'Runs', ...runs.flatMap((run) => runBlock(run, budgets, nowMs, out))]
}

function runBlock(run: Run, budgets: Budgets, nowMs: number, out: Output): string[] {
  const { word, tone } = runStateTexts[run.state]
  const took = run.state === 'running' ? 'so far' : 'in all'
  const sandbox = run.header === null ? '' : `, sandbox ${run.header.sandbox_level}`
  return [
    `  ${run.number}. ${out.tone(tone, word)} ${run.id}`,
    `     started ${describeTime(run.started_at, nowMs)} after ${formatDuration(run.waited_ms)} of waiting, by ${run.worker}${sandbox}`,
    `     ${formatDuration(run.usage.wall_ms)} ${took}, ${counted(run.usage.tool_calls, 'tool call')}, ${formatBytes(run.usage.output_bytes)} of output`,
    ...(run.outcome === null ? [] : [`     ${outcomeLine(run.outcome, { budgets, usage: run.usage })}`]),
  ]
}

function artifactLines(artifacts: readonly Artifact[], out: Output): string[] {
  if (artifacts.length === 0) return []
  const rows = artifacts.map(({ name, kind, size, state, id }) => {
    const { word, tone } = artifactStateTexts[state]
    return [`  ${printableLine(name)}`, kind, formatBytes(size), out.tone(tone, word), id]
  })
  return ['', 'Artifacts', ...table(rows)]
}

function indented(text: string): string[] {
  return printable(text)
    .split('\n')
    .map((line) => `  ${line}`)
}
