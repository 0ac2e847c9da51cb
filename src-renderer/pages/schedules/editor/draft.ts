import {
  type InputProblem,
  isInterlockError,
  jobSpecSchema,
  type JobSpec,
  parseSchedule,
  scheduleSpecSchema,
  type ScheduleSpec,
  type SchedulePreviewRequest,
  schedulePreviewRequestSchema,
  type Trigger,
} from '#schemas'
import { explainIssues } from '#schemas'
import { forbiddenKey } from '#schemas/format'
import { checkDraft, type Draft, newDraft, unexplained, withValue } from '../../new-job/draft.ts'

/** The schedule as it will be sent, whole or not yet. Form and JSON view both read and write this one value. */
export type ScheduleDraft = Draft

export type TriggerKind = Trigger['kind']

export function newScheduleDraft(
  zone: string,
  workspace: string | undefined,
  after: string | undefined,
): ScheduleDraft {
  return {
    name: '',
    zone,
    trigger: after === undefined ? suggestedTrigger('cron') : { kind: 'manual' },
    ...(after !== undefined && { after: [{ parent: after, on: 'success' }] }),
    job: newDraft('shell_task', workspace),
  }
}

/** What one begins with when one chooses how a schedule fires. */
export function suggestedTrigger(kind: TriggerKind): Readonly<Record<string, unknown>> {
  switch (kind) {
    case 'cron':
      return { kind, expression: '30 2 * * *' }
    case 'interval':
      return { kind, every_s: 3600 }
    case 'once':
      return { kind, in: '15m' }
    case 'calendar':
      return { kind, times: ['08:00'], weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'] }
    case 'manual':
      return { kind }
  }
}

/** The draft that stands for a saved schedule; what is as it would be anyway is left out, as whoever wrote it may have done. */
export function draftOfSpec(spec: ScheduleSpec): ScheduleDraft {
  const job = quiet({ ...spec.job }, (each) => jobSpecSchema.safeParse(each).data, [
    'type',
    'payload',
    'budgets',
    'policy',
  ])
  const whole: ScheduleDraft = { ...spec, job }
  return quiet(whole, (each) => scheduleSpecSchema.safeParse(each).data, ['name', 'trigger', 'job', 'zone'])
}

/** The same as another schedule, under a name of its own. */
export function copyOf(spec: ScheduleSpec): ScheduleDraft {
  return { ...draftOfSpec(spec), name: '' }
}

function quiet(draft: Draft, read: (draft: Draft) => unknown, keep: readonly string[]): Draft {
  const meant = JSON.stringify(read(draft))
  return Object.keys(draft)
    .filter((name) => !keep.includes(name))
    .reduce<Draft>((now, name) => {
      const without = withValue(now, [name], undefined)
      return JSON.stringify(read(without)) === meant ? without : now
    }, draft)
}

export function jobOf(draft: ScheduleDraft): Draft {
  return recordOf(draft['job'])
}

export function triggerOf(draft: ScheduleDraft): Draft {
  return recordOf(draft['trigger'])
}

export interface CheckedSchedule {
  /** Of the schedule itself, by its fields. */
  readonly problems: readonly InputProblem[]
  /** Of its job, by the fields of the job. */
  readonly jobProblems: readonly InputProblem[]
  /** Its job, once it is one. */
  readonly job: JobSpec | undefined
}

const ownSchema = scheduleSpecSchema.omit({ job: true })

/** The check the core makes too, with its own schemas and sentences. */
export function checkSchedule(draft: ScheduleDraft): CheckedSchedule {
  const key = forbiddenKey(draft)
  if (key !== undefined)
    return {
      problems: [{ field: key, problem: `The key ${key} is not allowed anywhere.` }],
      jobProblems: [],
      job: undefined,
    }
  const { job: asked, ...own } = draft
  const job = checkDraft(recordOf(asked))
  const parsed = ownSchema.safeParse(own)
  const problems = parsed.success ? [] : explainIssues(parsed.error, own)
  return {
    problems: job.ok && parsed.success ? ruleProblems(draft) : problems,
    jobProblems: job.ok ? unexplained(job.spec) : job.problems,
    job: job.ok ? job.spec : undefined,
  }
}

/** What the parts do not say each for itself: that the values fit the places of the job, that a moment is named once. */
function ruleProblems(draft: ScheduleDraft): readonly InputProblem[] {
  try {
    parseSchedule(draft)
    return []
  } catch (error) {
    if (!isInterlockError(error, 'invalid_input')) throw error
    return error.data.problems
  }
}

/** What a preview can be asked for, once there is enough of it. */
export function previewRequest(draft: ScheduleDraft, schedule: string | undefined): SchedulePreviewRequest | undefined {
  const { zone, trigger, jitter_s, blackouts } = draft
  const asked = { zone, trigger, jitter_s, blackouts, ...(schedule !== undefined && { schedule }), count: 10 }
  return schedulePreviewRequestSchema.safeParse(JSON.parse(JSON.stringify(asked))).data
}

export function recordOf(value: unknown): Draft {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

export function recordsOf(value: unknown): readonly Draft[] {
  return Array.isArray(value) ? value.map(recordOf) : []
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(textOf) : []
}
