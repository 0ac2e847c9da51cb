import { z } from 'zod'
import { systemText, text } from '../text.ts'
import { argvSchema, environmentFields } from './shell.ts'

/** Looks after something that goes on elsewhere: asks a command how it stands and says what the answer means. */
export const watchdogPayload = z
  .strictObject({
    target: text(200, 1).meta({
      title: 'Watched',
      description: 'What is looked after, as alerts name it.',
      examples: ['nightly-import'],
    }),
    check: argvSchema.meta({
      title: 'Check',
      description:
        'Exit 0 with JSON that says `terminal: true` or a final `status` means finished, 0 otherwise running, 1 stuck, 2 look again later.',
      examples: [['./check-import', 'nightly']],
      form: 'argv',
    }),
    check_timeout_sec: z.int().min(1).max(60).default(60).meta({
      title: 'Time for the check',
      description: 'A check that takes longer has failed.',
      unit: 's',
    }),
    started_at: z.iso.datetime({ offset: true }).meta({
      title: 'Started at',
      description: 'When the watched work began, ISO 8601 with zone.',
      examples: ['2026-11-21T08:00:00Z'],
    }),
    timeout_min: z.int().min(1).max(43_200).meta({
      title: 'Stuck after',
      description: 'From the start of the watched work; from then on it counts as stuck.',
      unit: 'min',
    }),
    self_destruct: z.boolean().default(true).meta({
      title: 'End when finished',
      description: 'Removes the schedule of this watchdog once the watched work is finished.',
    }),
    cwd: systemText(512)
      .optional()
      .meta({ title: 'Folder', description: 'Relative to the workspace.', examples: ['.'] }),
    ...environmentFields,
  })
  .meta({ id: 'WatchdogPayload', title: 'Watchdog' })

/** What a check says of the watched work. `transient`: nothing, look again later; `error`: the check itself failed. */
export const WATCHED_STATES = ['running', 'done', 'stuck', 'transient', 'error'] as const
export const watchedStateSchema = z.enum(WATCHED_STATES).meta({ id: 'WatchedState' })
export type WatchedState = z.infer<typeof watchedStateSchema>

/** A `status` of the answer with which the watched work is finished. Source: openclaw-scheduler. */
export const FINAL_STATUSES = ['done', 'error', 'interrupted', 'spawn-warning'] as const

export const watchdogResult = z
  .strictObject({
    state: watchedStateSchema,
    target: z.string(),
    reason: z
      .enum([
        'terminal_answer',
        'still_running',
        'said_stuck',
        'too_long',
        'said_transient',
        'other_exit',
        'check_timed_out',
        'check_signalled',
        'check_not_started',
      ])
      .meta({ description: 'What in the answer makes it that state.' }),
    exit_code: z.int().nullable(),
    running_min: z.number().meta({ description: 'Since the watched work began.' }),
    duration_ms: z.int().min(0).meta({ description: 'Of the check.' }),
    answer: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'The JSON object the check wrote, alone or as its last line; null where there is none.' }),
    message: text(2000).meta({ description: 'One sentence for people.' }),
  })
  .meta({ id: 'WatchdogResult' })

export type WatchdogPayload = z.infer<typeof watchdogPayload>
export type WatchdogResult = z.infer<typeof watchdogResult>
