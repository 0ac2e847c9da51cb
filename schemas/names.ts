import { z } from 'zod'
import { ID_PATTERN } from './format/index.ts'

export const idSchema = z
  .string()
  .regex(ID_PATTERN, 'must be 1 to 64 of A-Z a-z 0-9 _ -')
  .meta({ id: 'Id', description: 'An opaque id: 1 to 64 of A-Z a-z 0-9 _ -.' })

/** Name of a workspace: what jobs and people call an allowed folder. */
export const workspaceNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be 1 to 63 of a-z 0-9 . _ -, starting with a letter or digit')
  .meta({ id: 'WorkspaceName', description: '1 to 63 of a-z 0-9 . _ -, starting with a letter or digit.' })

/** A capability a worker offers or a job requires, such as `repo_tools` or `llm:vllm`. */
export const capSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._:-]{0,63}$/, 'must be 1 to 64 of a-z 0-9 . _ : -, starting with a letter or digit')
  .meta({ id: 'Cap', description: '1 to 64 of a-z 0-9 . _ : -' })

/** A SHA-256, in hexadecimal. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 of 0-9 a-f')
