import { z } from 'zod'
import { systemText, text } from '../text.ts'

/** Joins the beginnings of documents of the workspace into one document. Source: DALI doc_compactor_task. */
export const docCompactorPayload = z
  .strictObject({
    inputs: z
      .array(systemText(512))
      .min(1)
      .max(64)
      .meta({
        title: 'Documents',
        description: 'Paths relative to the workspace, in the order they are to stand.',
        examples: [['README.md', 'docs/guide.md']],
      }),
    max_input_bytes: z
      .int()
      .min(128)
      .max(10_485_760)
      .meta({ title: 'Read at most', description: 'Over all documents together.', unit: 'bytes' }),
    max_output_bytes: z
      .int()
      .min(128)
      .max(1_048_576)
      .meta({ title: 'Write at most', description: 'The document is cut here.', unit: 'bytes' }),
    title: text(120)
      .optional()
      .meta({ title: 'Title', examples: ['Digest'] }),
  })
  .meta({ id: 'DocCompactorPayload', title: 'Document compaction' })

export const docCompactorResult = z
  .strictObject({
    inputs_considered: z.int().min(0).meta({ description: 'Length of the list of documents, refused ones included.' }),
    bytes_read: z.int().min(0),
    inputs_rejected: z.int().min(0).optional(),
    bytes_written: z.int().min(0).optional(),
    truncated: z.boolean().optional().meta({ description: 'Whether the document was cut at max_output_bytes.' }),
  })
  .meta({ id: 'DocCompactorResult' })

export type DocCompactorPayload = z.infer<typeof docCompactorPayload>
export type DocCompactorResult = z.infer<typeof docCompactorResult>
