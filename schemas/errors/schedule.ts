import { z } from 'zod'
import { scheduleStateSchema } from '../schedule-spec.ts'
import { anyOf, errorKind } from './define.ts'

const NOTHING = 'Nothing was changed.'

export const scheduleErrors = {
  schedule_not_found: errorKind({
    status: 404,
    data: z.strictObject({ id: z.string() }),
    sentence: ({ id }) => `There is no schedule ${id}.`,
    remedy: () => 'List the schedules to find its id or name.',
  }),
  firing_not_found: errorKind({
    status: 404,
    data: z.strictObject({ id: z.string() }),
    sentence: ({ id }) => `There is no firing ${id}.`,
    remedy: () => 'List the firings of its schedule to find its id.',
  }),
  schedule_name_taken: errorKind({
    status: 409,
    data: z.strictObject({ name: z.string(), schedule: z.string() }),
    sentence: ({ name, schedule }) => `The schedule ${schedule} has the name “${name}” already.`,
    remedy: () => `${NOTHING} Choose another name.`,
  }),
  schedule_changed: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), revision: z.int(), given: z.int() }),
    sentence: ({ id, revision, given }) =>
      `Schedule ${id} was edited meanwhile: it is at revision ${revision}, not ${given}.`,
    remedy: () => `${NOTHING} Load it again and make the change there.`,
  }),
  schedule_state_conflict: errorKind({
    status: 409,
    data: z.strictObject({
      id: z.string(),
      state: scheduleStateSchema,
      action: z.string(),
      allowed: z.array(scheduleStateSchema),
    }),
    sentence: ({ id, state, action, allowed }) =>
      `Schedule ${id} is ${state}; ${action} needs it to be ${anyOf(allowed)}.`,
    remedy: () => `${NOTHING} Load it again to see where it stands.`,
  }),
  schedule_never_fires: errorKind({
    status: 422,
    data: z.strictObject({ why: z.enum(['no_such_day', 'past', 'blackout']) }),
    sentence: ({ why }) =>
      why === 'past'
        ? 'This schedule can never fire: the moment it names has passed.'
        : why === 'blackout'
          ? 'This schedule can never fire: all it would be due at lies in its blackouts.'
          : 'This schedule can never fire: there is no such day in the calendar.',
    remedy: () => `${NOTHING} Change when it fires; the preview shows what comes of it.`,
  }),
  cron_unreadable: errorKind({
    status: 422,
    data: z.strictObject({ expression: z.string(), reason: z.string() }),
    sentence: ({ expression, reason }) => `The cron expression “${expression}” cannot be read: ${reason}.`,
    remedy: () =>
      'Nothing was changed. Give minute, hour, day, month and weekday, with seconds in front where they are needed, as 30 2 * * 1-5.',
  }),
  zone_unknown: errorKind({
    status: 422,
    data: z.strictObject({ zone: z.string() }),
    sentence: ({ zone }) => `There is no time zone ${zone}.`,
    remedy: () => 'Nothing was changed. Give a name of the IANA time zone database, such as Europe/Vienna.',
  }),
  already_running: errorKind({
    status: 409,
    data: z.strictObject({ schedule: z.string(), job: z.string(), firing: z.string() }),
    sentence: ({ schedule, job }) => `Job ${job} of schedule ${schedule} is not over, and only one may be at a time.`,
    remedy: () => 'Nothing was started; the refusal is on record. Wait for its end, or cancel it.',
  }),
  firing_refused: errorKind({
    status: 409,
    data: z.strictObject({ schedule: z.string(), firing: z.string(), reason: z.string(), message: z.string() }),
    sentence: ({ schedule, message }) => `Schedule ${schedule} did not fire: ${message}`,
    remedy: () => 'Nothing was started; the refusal is on record among its firings.',
  }),
  firing_state_conflict: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), state: z.string() }),
    sentence: ({ id, state }) => `Firing ${id} is ${state}; only one that waits can be cancelled.`,
    remedy: () => `${NOTHING} Cancel its job if that is what should end.`,
  }),
  pool_not_found: errorKind({
    status: 404,
    data: z.strictObject({ name: z.string() }),
    sentence: ({ name }) => `Nobody set the pool ${name}.`,
    remedy: () => 'Nothing was changed. Jobs may name it all the same; it has one slot then.',
  }),
} as const
