import { z } from 'zod'

/** How the application of a window stands with its core. */
export const coreContactSchema = z
  .strictObject({
    mode: z.enum(['own', 'attached']).meta({ description: 'Its own core, or one that runs in another process.' }),
    contact: z.enum(['live', 'lost']),
    can_run_here: z.boolean().meta({
      description: 'The other process is gone for so long that this application can be asked to run the core itself.',
    }),
    other_version: z
      .string()
      .max(64)
      .nullable()
      .meta({ description: 'Of a core that runs, but not in the version of this application; else null.' }),
  })
  .meta({ id: 'CoreContact' })
export type CoreContact = z.infer<typeof coreContactSchema>

/** What a menu has the page do, as its palette calls it; `find` is the palette itself. */
export const pageActSchema = z.enum(['find', 'live.pause', 'keys.show', 'theme.system', 'theme.light', 'theme.dark'])
export type PageAct = z.infer<typeof pageActSchema>

const fileName = z.string().min(1).max(255)

/** What the system brought to the application and a window is to show. Nothing of it acts by itself. */
export const windowNewsSchema = z
  .discriminatedUnion('news', [
    z.strictObject({ news: z.literal('core'), core: coreContactSchema }),
    /** A link led here, or a menu. */
    z.strictObject({ news: z.literal('go'), path: z.string().startsWith('/').max(512) }),
    /** Picked in a menu of the system. */
    z.strictObject({ news: z.literal('do'), act: pageActSchema }),
    /** A file with a job, for the form of a new job. It is looked at there, and added only by hand. */
    z.strictObject({ news: z.literal('job'), file: fileName, job: z.record(z.string(), z.unknown()) }),
    /** An evidence bundle; `command` verifies it, `scope` is what it says of itself. */
    z.strictObject({
      news: z.literal('bundle'),
      folder: z.string().max(4096),
      scope: z.string().max(200),
      exported_at: z.string().max(64).nullable(),
      command: z.string().max(9000),
    }),
    /** Something was brought that cannot be opened. */
    z.strictObject({ news: z.literal('refused'), what: z.string().max(300), why: z.string().max(500) }),
  ])
  .meta({ id: 'WindowNews' })
export type WindowNews = z.infer<typeof windowNewsSchema>
