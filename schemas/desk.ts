import { z } from 'zod'
import { keysProblems } from './desk-keys.ts'

/** What an operator has arranged for themselves: preferences, not evidence. The core keeps it so that every window agrees. */

const slug = z.string().regex(/^[a-z][a-z0-9._-]{0,63}$/, 'must be 1 to 64 of a-z 0-9 . _ -, starting with a letter')
const column = z.string().min(1).max(64)

/** A list as somebody saved it. Its words are the operator's own; a filter that is no longer understood says so when opened. */
export const savedViewSchema = z
  .strictObject({
    id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be 1 to 40 of A-Z a-z 0-9 _ -'),
    page: slug.meta({ description: 'The list it is of, such as `jobs`.' }),
    name: z.string().min(1).max(80),
    filter: z.string().max(2000).meta({ description: 'In the words of the filter box.' }),
    columns: z.array(column).max(64).nullable().meta({ description: 'Null for those of the page.' }),
    sort: z.string().max(64).nullable(),
  })
  .meta({ id: 'SavedView' })
export type SavedView = z.infer<typeof savedViewSchema>

/** Every entry a desk has, with what it is before anybody has changed it. Anything else is refused. */
export const deskSchemas = {
  /** In the order they are shown. */
  views: z
    .array(savedViewSchema)
    .max(100)
    .refine((views) => new Set(views.map(({ id }) => id)).size === views.length, 'Two views have the same id.')
    .default([]),
  /** The last range of time per page, such as `24h`. */
  ranges: z.record(slug, z.string().max(64)).default({}),
  /** The chosen columns per page, in order. */
  columns: z.record(slug, z.array(column).max(64)).default({}),
  /** What of the inbox has been read: everything up to a row of the ledger, and single groups above it up to a row each. */
  inbox: z
    .strictObject({ read_to: z.int().min(0), groups: z.record(z.string().max(160), z.int().min(0)) })
    .default({ read_to: 0, groups: {} }),
  /** Steps of the first run that are done, and whether the rest was waved away. */
  first_run: z
    .strictObject({ done: z.array(slug).max(32), dismissed: z.boolean() })
    .default({ done: [], dismissed: false }),
  /** Whether single keys act, and what was changed: a key by the name of its command, null for none. */
  keys: z
    .strictObject({ single: z.boolean(), changed: z.record(slug, z.string().min(1).max(40).nullable()) })
    // A desk must never take the kill switch away.
    .superRefine(({ changed }, context) => {
      for (const { name, problem } of keysProblems(changed))
        context.addIssue({ code: 'custom', message: problem, path: ['changed', name] })
    })
    .default({ single: true, changed: {} }),
  display: z
    .strictObject({
      theme: z.enum(['system', 'light', 'dark']),
      times: z.enum(['relative', 'local', 'utc']),
      density: z.enum(['compact', 'normal', 'roomy']),
      /** What draws logs: the graphics card where there is one, always by WebGL, or always elements of the page. */
      logs: z.enum(['auto', 'graphics', 'elements']).default('auto'),
    })
    .default({ theme: 'system', times: 'relative', density: 'normal', logs: 'auto' }),
  /** Commands of the palette, the latest first. */
  recent: z.array(z.string().max(200)).max(20).default([]),
} as const

export type DeskKey = keyof typeof deskSchemas
export type DeskValue<K extends DeskKey> = z.infer<(typeof deskSchemas)[K]>

/** Bytes one entry may have as JSON. */
export const MAX_DESK_BYTES = 128 * 1024

export function isDeskKey(key: string): key is DeskKey {
  return Object.hasOwn(deskSchemas, key)
}

function entry<T extends z.ZodType>(value: T) {
  return z.strictObject({
    revision: z.int().min(0).meta({ description: 'Grows with each change; 0 before the first.' }),
    value,
  })
}

/** The whole desk. */
export const deskSchema = z
  .strictObject({
    views: entry(deskSchemas.views),
    ranges: entry(deskSchemas.ranges),
    columns: entry(deskSchemas.columns),
    inbox: entry(deskSchemas.inbox),
    first_run: entry(deskSchemas.first_run),
    keys: entry(deskSchemas.keys),
    display: entry(deskSchemas.display),
    recent: entry(deskSchemas.recent),
  })
  .meta({ id: 'Desk' })
export type Desk = z.infer<typeof deskSchema>

function change<K extends DeskKey, T extends z.ZodType>(key: K, value: T) {
  return z.strictObject({ key: z.literal(key), revision: z.int().min(0), value })
}

/** One entry set anew. `revision` is the one it was changed from; another one means that somebody else was first. */
export const deskChangeSchema = z.discriminatedUnion('key', [
  change('views', deskSchemas.views.unwrap()),
  change('ranges', deskSchemas.ranges.unwrap()),
  change('columns', deskSchemas.columns.unwrap()),
  change('inbox', deskSchemas.inbox.unwrap()),
  change('first_run', deskSchemas.first_run.unwrap()),
  change('keys', deskSchemas.keys.unwrap()),
  change('display', deskSchemas.display.unwrap()),
  change('recent', deskSchemas.recent.unwrap()),
])
export type DeskChange = z.infer<typeof deskChangeSchema>
