import { z } from 'zod'
import { text } from '../text.ts'

/** Lists the tracked files of the workspace that match, and records which keywords each holds. Source: DALI repo_index_task. */
export const repoIndexPayload = z
  .strictObject({
    include_globs: z
      .array(text(128))
      .min(1)
      .max(16)
      .meta({
        title: 'Include',
        description: 'Patterns over the whole path. `**/` also matches no folder at all.',
        examples: [['**/*.ts', 'docs/**']],
      }),
    exclude_globs: z
      .array(text(128))
      .max(16)
      .optional()
      .meta({ title: 'Exclude', description: 'Patterns that win over include.' }),
    max_files: z
      .int()
      .min(1)
      .max(50_000)
      .meta({ title: 'Files at most', description: 'Further files are not looked at.', unit: 'files' }),
    max_file_bytes: z.int().min(128).max(1_048_576).meta({
      title: 'Read per file',
      description: 'Only the first bytes of each file are searched.',
      unit: 'bytes',
    }),
    keywords: z.array(text(64)).max(32).optional().meta({
      title: 'Keywords',
      description: 'Case-sensitive. Without keywords every file is recorded.',
    }),
  })
  .meta({ id: 'RepoIndexPayload', title: 'Repository index' })

export const repoIndexResult = z
  .strictObject({
    files_considered: z.int().min(0).meta({ description: 'Files that matched the patterns, refused ones included.' }),
    hits_written: z.int().min(0).meta({ description: 'Rows of the index.' }),
    index_jsonl: z.string().meta({ description: 'Name of the index artifact; in DALI form the path it had there.' }),
    files_rejected: z.int().min(0).optional().meta({ description: 'Paths that the workspace guard refused.' }),
    limit_reached: z.boolean().optional().meta({ description: 'Whether max_files cut the list.' }),
  })
  .meta({ id: 'RepoIndexResult' })

/** One row of the index artifact, in the key order and spacing DALI wrote. */
export const repoIndexRow = z.strictObject({
  path: z.string(),
  bytes_scanned: z.int().min(0),
  keyword_hits: z.array(z.string()),
  keyword_lines: z
    .array(z.array(z.int().min(1)))
    .optional()
    .meta({ description: 'For each of `keyword_hits` the first ten lines that hold it; DALI has no such member.' }),
})

export type RepoIndexPayload = z.infer<typeof repoIndexPayload>
export type RepoIndexResult = z.infer<typeof repoIndexResult>
export type RepoIndexRow = z.infer<typeof repoIndexRow>
