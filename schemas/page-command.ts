import { z } from 'zod'

/** What a menu of the desktop has done by the page in front: going somewhere, or what the page does itself. */
export const pageCommandSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('go'),
      path: z
        .string()
        .max(2048)
        .regex(/^\/(?!\/)/)
        .meta({ description: 'A path of the console with its search.' }),
    }),
    z.strictObject({
      kind: z.literal('do'),
      id: z
        .enum(['find', 'live.pause', 'keys.show', 'theme.system', 'theme.light', 'theme.dark'])
        .meta({ description: 'As the palette calls it; `find` is the palette itself.' }),
    }),
  ])
  .meta({ id: 'PageCommand' })
export type PageCommand = z.infer<typeof pageCommandSchema>
