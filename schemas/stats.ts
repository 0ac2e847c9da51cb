import { z } from 'zod'
import { jobTypeSchema } from './tasks/index.ts'
import { runStateSchema } from './run.ts'

/** Ranges of time with a name. */
export const STATS_RANGES = ['1h', '24h', '7d'] as const
export type StatsRange = (typeof STATS_RANGES)[number]

/** Longest range that figures are given for. */
export const MAX_STATS_DAYS = 800

const bucketSchema = z.strictObject({
  start: z.iso.datetime(),
  end: z.iso.datetime(),
  unfinished: z.boolean().meta({ description: 'Whether it has not ended yet, so that its counts still grow.' }),
  ended: z
    .partialRecord(runStateSchema, z.int())
    .nullable()
    .meta({ description: 'Runs that ended in it, by their state; null where the core was not up.' }),
  waited: z
    .strictObject({ n: z.int(), p50_ms: z.int(), p95_ms: z.int() })
    .nullable()
    .meta({ description: 'From ready to started, of the runs that started in it; null where none did.' }),
  busy: z.number().nullable().meta({ description: 'Runs going on, on average while the core was up.' }),
  slots: z.number().nullable().meta({ description: 'Workers that were up, on average while the core was up.' }),
})

const shareSchema = z
  .strictObject({ n: z.int(), p50: z.number(), max: z.number() })
  .nullable()
  .meta({ description: 'Shares of the limit, 1 the whole, exact to a thousandth; null where nothing was measured.' })

/** How work went over a range of time, in buckets that fit it. Percentiles are values that occurred, by nearest rank. */
export const statsSchema = z
  .strictObject({
    since: z.iso
      .datetime()
      .meta({ description: 'Start of the first bucket: the range, rounded down to whole buckets.' }),
    until: z.iso.datetime(),
    now: z.iso.datetime(),
    zone: z.string().meta({ description: 'Whose days the buckets of an hour and more divide.' }),
    bucket_ms: z.int().meta({ description: 'Length of a bucket; a change of the clocks makes one shorter.' }),
    buckets: z.array(bucketSchema),
    reasons: z
      .array(z.strictObject({ code: z.string(), state: runStateSchema, n: z.int(), types: z.array(z.string()) }))
      .meta({ description: 'Why runs failed, the most frequent first.' }),
    failures: z.int().meta({ description: 'All of them, also those whose reason is not among the listed.' }),
    budgets: z
      .array(
        z.strictObject({ type: z.string(), n: z.int(), time: shareSchema, tools: shareSchema, output: shareSchema }),
      )
      .meta({ description: 'Used of each limit, per job type.' }),
  })
  .meta({ id: 'Stats' })
export type Stats = z.infer<typeof statsSchema>
export type StatsBucket = Stats['buckets'][number]

/** Whether the runtime knows this zone of time. */
function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export const statsQuerySchema = z
  .strictObject({
    range: z.enum(STATS_RANGES).optional().meta({ description: 'Up to now. Without this and `since`: 24h.' }),
    since: z.iso.datetime({ offset: true }).optional().meta({ description: 'Instead of `range`.' }),
    until: z.iso.datetime({ offset: true }).optional().meta({ description: 'With `since`; now unless given.' }),
    type: z.array(jobTypeSchema).max(16).optional(),
    zone: z.string().max(64).refine(isZone, 'No such time zone.').default('UTC').meta({
      description: 'IANA name, such as Europe/Berlin; buckets of an hour and more begin with its days.',
    }),
  })
  .refine(({ range, since }) => range === undefined || since === undefined, 'Give range or since, not both.')
  .refine(({ since, until }) => until === undefined || since !== undefined, 'until needs since.')
  .refine(
    ({ since, until }) => since === undefined || until === undefined || Date.parse(since) < Date.parse(until),
    'until must be after since.',
  )
export type StatsQuery = z.infer<typeof statsQuerySchema>
