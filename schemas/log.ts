import { z } from 'zod'
import { outputFrameSchema } from './run.ts'

/** One line of a run's output. */
export const logLineSchema = z
  .strictObject({
    number: z.int().min(1).meta({ description: 'In the whole log, from 1.' }),
    at: z.iso.datetime().meta({ description: 'When its first bytes came.' }),
    stream: outputFrameSchema.shape.stream,
    text: z.string().meta({
      description: 'Without its end; sequences of colour stay, and those in force at its beginning come first.',
    }),
    continued: z.boolean().meta({
      description: 'The other stream cut into the line before, or it was longer than 4,096 bytes; here it goes on.',
    }),
  })
  .meta({ id: 'LogLine' })
export type LogLine = z.infer<typeof logLineSchema>

/** How much of a log there is. */
export const logExtentSchema = z.strictObject({
  count: z.int().meta({ description: 'Lines stored so far; the last one may still grow.' }),
  stored: z.int().meta({ description: 'Bytes stored so far.' }),
  complete: z.boolean().meta({ description: 'The run has ended; nothing follows.' }),
})
export type LogExtent = z.infer<typeof logExtentSchema>

export const foundLineSchema = z.strictObject({
  ...logLineSchema.shape,
  hits: z
    .array(z.tuple([z.int(), z.int()]))
    .meta({ description: 'First and last position (exclusive) of each match in the text without colours.' }),
})
export type FoundLine = z.infer<typeof foundLineSchema>
