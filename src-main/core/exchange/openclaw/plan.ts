import { type ImportPoint, OVERLAPS, PRESETS, type ScheduleSpecInput, scheduleSpecSchema, type Trigger } from '#schemas'
import { isoTime } from '#schemas/format'
import type { ForeignJob } from './foreign.ts'
import { plainName } from './plain-name.ts'
import { givesShellLine, plainWords } from './plain-words.ts'

export interface PlanContext {
  readonly workspace: string
  /** What command lines that need a shell become: nothing, or a shell that is given them. */
  readonly shellLines: 'ask' | 'allow'
  /** The schedule another job became; undefined where nothing was made of it, or there is none of that id. */
  readonly scheduleOf: (original: string) => string | undefined
  readonly isKnown: (original: string) => boolean
  /** Where news for a channel and target go; undefined where no alias stands for them. */
  readonly aliasOf: (channel: string | null, target: string | null) => string | undefined
  readonly now: number
}

/** What a job of the other system would be here. */
export type Planned = { readonly points: ImportPoint[]; readonly line: string | null } & (
  | { readonly ok: true; readonly spec: ScheduleSpecInput }
  | { readonly ok: false }
)

type ChainLinkInput = NonNullable<ScheduleSpecInput['after']>[number]

/** Longest wall time a run can have, in seconds, and other limits of ours that the original did not have. */
const LONGEST_S = 7200
const LONGEST_DELAY_S = 604_800
const LONGEST_TTL_H = 87_600
const OUTPUT_BYTES = 10 * 1024 * 1024
/** The original ran once whatever was missed, however late. */
const LONGEST_WINDOW_S = 31_622_400

export function planOf(job: ForeignJob, context: PlanContext): Planned {
  const points: ImportPoint[] = []
  const decide = (code: ImportPoint['code'], detail: string | null = null) =>
    void points.push({ code, detail: cut(detail), decide: true })
  const note = (code: ImportPoint['code'], detail: string | null = null) =>
    void points.push({ code, detail: cut(detail), decide: false })
  const line = job.work.kind === 'line' || job.work.kind === 'watchdog' ? job.work.line : null
  const left = (code: ImportPoint['code'], detail: string | null = null): Planned => {
    decide(code, detail)
    return { ok: false, points, line }
  }

  if (job.work.kind === 'model') return left('needs_model', job.work.form)
  const argv = job.work.kind === 'argv' ? job.work.argv : argvOf(job.work.line, context)
  if (argv === undefined) return left('shell_line')
  const isByShell = givesShellLine(argv)
  if (isByShell && context.shellLines !== 'allow') return left('shell_line', line ?? argv.join(' '))
  const parent = job.parent === null ? undefined : context.scheduleOf(job.parent.id)
  if (job.parent !== null && parent === undefined)
    return left(context.isKnown(job.parent.id) ? 'parent_left' : 'parent_gone', job.parent.id)
  const trigger = triggerOf(job)
  if (typeof trigger === 'string') return left('trigger_unreadable', trigger)

  if (job.enabled) decide('was_on')
  if (isByShell) decide('runs_by_shell', line ?? argv.join(' '))
  decide('folder', job.work.kind === 'argv' ? job.work.cwd : null)
  decide('environment')
  if (job.timeout_ms > LONGEST_S * 1000) decide('time_cut', `${Math.ceil(job.timeout_ms / 1000)} s`)
  if (job.trust.length > 0) decide('trust_left', job.trust.join(', '))
  if (job.plan_only || job.read_only) note('intent')
  note('output_limits')

  const spec: ScheduleSpecInput = {
    name: job.name.replaceAll(/\s+/g, ' ').trim().slice(0, 200) || job.id,
    note: noteOf(job, line),
    zone: job.when.kind === 'cron' ? job.when.zone : 'UTC',
    trigger,
    after: job.parent === null || parent === undefined ? [] : [linkOf(job.parent, parent, decide)],
    job: {
      ...workOf(job, argv, context.now),
      workspace: context.workspace,
      policy: PRESETS.run_tests.policy,
      budgets: {
        max_wall_time_sec: Math.min(LONGEST_S, Math.max(1, Math.ceil(job.timeout_ms / 1000))),
        max_tool_calls: 10,
        max_output_bytes: OUTPUT_BYTES,
        max_concurrency_slots: 1,
      },
      max_attempts: within(1 + job.max_retries, 1, 20),
      // There a time limit was never tried again, which was a fault of it.
      retry_on: job.max_retries > 0 ? ['failed', 'timed_out'] : [],
      ...(job.max_retries > 0 && { retry_wait: { first_s: 30, factor: 2, longest_s: 3600, jitter: 0.25 } }),
      ...(job.guarantee !== null && {
        replay: job.guarantee === 'at-least-once' ? ('at_least_once' as const) : ('at_most_once' as const),
      }),
      ...poolOf(job, decide, note),
      ...approvalOf(job, decide),
      ...deliveryOf(job, context, decide),
      meta: { openclaw_job: job.id },
    },
    misfire: { policy: 'run_once', window_s: LONGEST_WINDOW_S },
    jitter_s: within(Math.round(job.jitter_ms / 1000), 0, 86_400),
    overlap: OVERLAPS.find((overlap) => overlap === job.overlap) ?? 'skip',
    max_waiting: within(job.max_waiting, 0, 1000),
    max_pending_approvals: within(job.max_pending_approvals, 1, 100),
    max_fanout: within(job.max_fanout, 1, 100),
    delete_after_run: job.delete_after_run,
    ...(job.ttl_hours !== null && job.ttl_hours >= 1 && { ttl_h: within(Math.round(job.ttl_hours), 1, LONGEST_TTL_H) }),
  }
  const checked = scheduleSpecSchema.safeParse(spec)
  if (!checked.success) return left('job_refused', checked.error.issues[0]?.message ?? null)
  return { ok: true, spec, points, line }
}

function argvOf(line: string, { shellLines }: PlanContext): string[] | undefined {
  return plainWords(line) ?? (shellLines === 'allow' && line.trim() !== '' ? ['/bin/sh', '-c', line] : undefined)
}

/** @returns a trigger, or why there is none */
function triggerOf({ when }: ForeignJob): Trigger | string {
  switch (when.kind) {
    case 'cron':
      return { kind: 'cron', expression: when.expression }
    case 'every': {
      const every_s = Math.round(when.ms / 1000)
      if (every_s < 1 || every_s > 31_622_400) return `every ${when.ms} ms is no interval that can be had here`
      return { kind: 'interval', every_s, ...(when.anchor !== null && { anchor: isoTime(when.anchor) }) }
    }
    case 'at':
      return when.at === null ? 'its time cannot be read' : { kind: 'once', at: isoTime(when.at) }
    case 'child':
      return { kind: 'manual' }
    case 'unreadable':
      return when.why
  }
}

function workOf(job: ForeignJob, argv: string[], now: number) {
  if (job.work.kind !== 'watchdog') return { type: 'shell_task' as const, payload: { steps: [{ argv }] } }
  const { target, timeout_min, started_at, self_destruct } = job.work
  return {
    type: 'watchdog_task' as const,
    payload: {
      target: target.slice(0, 200),
      check: argv,
      started_at: isoTime(started_at ?? job.created_at ?? now),
      timeout_min: within(Math.round(timeout_min), 1, 43_200),
      self_destruct,
    },
  }
}

function linkOf(
  { on, delay_s, condition }: NonNullable<ForeignJob['parent']>,
  parent: string,
  decide: (code: ImportPoint['code'], detail?: string | null) => void,
): ChainLinkInput {
  const [, kind, text] = /^(contains|regex):(.+)$/s.exec(condition ?? '') ?? []
  const isGood = (kind === 'contains' || kind === 'regex') && text !== undefined && text.length <= 1024
  if (condition !== null && condition !== '' && !isGood) decide('condition_left', condition)
  return {
    parent,
    on: on === 'failure' || on === 'complete' ? on : ('success' as const),
    delay_s: within(Math.round(delay_s), 0, LONGEST_DELAY_S),
    // There it was looked for in the beginning of both streams with words before them; here in all of both.
    ...(isGood && { condition: { kind, text, in: 'output' as const } }),
  }
}

function poolOf(
  { pool }: ForeignJob,
  decide: (code: ImportPoint['code'], detail?: string | null) => void,
  note: (code: ImportPoint['code'], detail?: string | null) => void,
) {
  if (pool === null || pool === '') return {}
  const name = plainName(pool)
  if (name === '') return {}
  if (name !== pool) note('renamed_pool', `${pool} → ${name}`)
  decide('pool_size', name)
  return { pool: name }
}

/** There it was asked only where a chain began the job; here whatever begins it. */
function approvalOf({ approval }: ForeignJob, decide: (code: ImportPoint['code']) => void) {
  if (approval === null) return {}
  decide('approval_wider')
  return {
    approval: {
      at: ['start' as const],
      timeout_s: within(Math.round(approval.timeout_s), 10, 2_592_000),
      on_timeout: approval.auto === 'approve' ? ('approve' as const) : ('reject' as const),
    },
  }
}

function deliveryOf(
  { delivery }: ForeignJob,
  { aliasOf }: PlanContext,
  decide: (code: ImportPoint['code'], detail?: string | null) => void,
) {
  if (delivery === null || delivery.mode === 'none') return {}
  const alias = aliasOf(delivery.channel, delivery.to)
  const target = [delivery.channel, delivery.to].filter((part) => part !== null).join(' ')
  decide(alias === undefined ? 'delivery_unknown' : 'delivery_alias', alias ?? target)
  const when = delivery.mode === 'announce' ? ('on_failure' as const) : ('always' as const)
  return { deliver: { to: alias ?? 'inbox', when, output: true } }
}

function noteOf(job: ForeignJob, line: string | null): string {
  const from = `Imported from OpenClaw, where it was ${job.enabled ? 'on' : 'off'} as “${job.name}” (${job.id}).`
  return (line === null ? from : `${from}\nCommand there: ${line}`).slice(0, 2000).toWellFormed()
}

function within(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(least, Math.trunc(value))) : least
}

function cut(detail: string | null): string | null {
  return detail === null ? null : detail.slice(0, 2000).toWellFormed()
}
