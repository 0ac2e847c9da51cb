import { z } from 'zod'
import { text } from './text.ts'

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export const weekdaySchema = z.enum(WEEKDAYS).meta({ id: 'Weekday' })
export type Weekday = z.infer<typeof weekdaySchema>

const timeOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day from 00:00 to 23:59')
  .meta({ id: 'TimeOfDay', description: 'HH:MM in the zone of the schedule.' })

const moment = z.iso.datetime({ offset: true })

/** A name of the IANA time zone database. Whether it is known depends on the machine, so that is looked at when it is used. */
export const zoneSchema = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_+/-]*$/, 'must be a time zone by its name, such as Europe/Berlin')
  .meta({ id: 'Zone', description: 'A name of the IANA time zone database, such as Europe/Vienna.' })

/** What makes a schedule fire by itself. */
export const triggerSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('cron'),
      expression: text(128, 1).meta({
        title: 'Cron',
        description: '5 fields, or 6 with seconds first, with L and #; or @hourly, @daily, @weekly, @monthly, @yearly.',
      }),
    }),
    z.strictObject({
      kind: z.literal('interval'),
      every_s: z.int().min(1).max(31_622_400).meta({ title: 'Every', unit: 's' }),
      anchor: moment.optional().meta({
        title: 'Counted from',
        description: 'A moment it fires at; the others lie whole intervals from it. Without it: when it was saved.',
      }),
    }),
    z.strictObject({
      kind: z.literal('once'),
      at: moment.optional().meta({ title: 'At' }),
      in: z
        .string()
        .regex(/^[1-9]\d{0,5}(s|m|h|d)$/, 'must be a length such as 30s, 15m, 2h or 1d')
        .optional()
        .meta({ title: 'In', description: 'As 30s, 15m, 2h, 1d from when it is saved, in place of `at`.' }),
    }),
    z.strictObject({
      kind: z.literal('calendar'),
      times: z.array(timeOfDaySchema).min(1).max(24).meta({ title: 'At' }),
      weekdays: z
        .array(weekdaySchema)
        .min(1)
        .max(7)
        .optional()
        .meta({ title: 'On', description: 'Every day without.' }),
      days: z
        .array(z.union([z.int().min(1).max(31), z.literal('last')]))
        .min(1)
        .max(32)
        .optional()
        .meta({
          title: 'Days of the month',
          description: 'In place of weekdays. A month without the day is passed over.',
        }),
    }),
    z.strictObject({ kind: z.literal('manual') }),
  ])
  .meta({ id: 'Trigger', title: 'When' })
export type Trigger = z.infer<typeof triggerSchema>

/** A time in which a schedule does not fire by itself. */
export const blackoutSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('daily'),
      from: timeOfDaySchema,
      until: timeOfDaySchema.meta({ description: 'Not later than `from` means on the next day.' }),
      weekdays: z
        .array(weekdaySchema)
        .min(1)
        .max(7)
        .optional()
        .meta({ description: 'On which it begins; all without.' }),
    }),
    z.strictObject({ kind: z.literal('dates'), from: moment, until: moment }),
  ])
  .meta({ id: 'Blackout' })
export type Blackout = z.infer<typeof blackoutSchema>
