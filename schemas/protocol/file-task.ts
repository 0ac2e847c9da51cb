import { z } from 'zod'
import { lineDiffSchema } from '../review.ts'

/**
 * A few files of a workspace are looked at or changed by a process of its own: it gets all its tasks in one message, answers
 * each in turn and ends. It waits for no slot, since work of hours must not keep the operator from deciding.
 */
export const FILE_TASKS_ARGUMENT = 'file-tasks'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

const place = {
  workspace: z.strictObject({ name: z.string(), path: z.string() }),
  /** Relative to the workspace. */
  path: z.string().max(4096),
}

const beside = z.string().regex(/^\.[A-Za-z0-9-]{1,80}\.tmp$/)

export const fileTaskSchema = z.discriminatedUnion('task', [
  /** What is there, and how it differs from the file `content`. `keep` is where a copy of what is there goes. */
  z.strictObject({ task: z.literal('compare'), ...place, content: z.string(), keep: z.string().nullable() }),
  /** Puts the file `content` there whole, if what is there now has the digest `expect`; null: if nothing is. */
  z.strictObject({
    task: z.literal('put'),
    ...place,
    content: z.string(),
    expect: sha256.nullable(),
    /** Name of the file that is written first, in the same folder. */
    beside,
    /** Of a new file; one that is replaced keeps its own. */
    mode: z.int().nullable(),
  }),
  z.strictObject({ task: z.literal('remove'), ...place, expect: sha256 }),
  /**
   * After the process that did the above was killed: removes what is left of `beside` and says what lies there now. It may
   * have further names by then, which is no reason not to know it.
   */
  z.strictObject({
    task: z.literal('settle'),
    ...place,
    content: z.string(),
    previous: z.string().nullable(),
    beside,
  }),
])
export type FileTask = z.infer<typeof fileTaskSchema>

export const fileTasksSchema = z.strictObject({ tasks: z.array(fileTaskSchema).min(1).max(256) })

const measured = z.strictObject({ sha256, size: z.int() })

export const fileAnswerSchema = z.discriminatedUnion('answer', [
  z.strictObject({
    answer: z.literal('compared'),
    present: measured.extend({ mode: z.int() }).nullable(),
    /** The folder it lies in, by device and inode. */
    place: z.string().max(64),
    content: measured,
    diff: lineDiffSchema,
  }),
  z.strictObject({ answer: z.literal('done') }),
  /** Whether `content` lies there, or what was there before, or neither. */
  z.strictObject({ answer: z.literal('settled'), standing: z.enum(['in_force', 'not_in_force', 'neither']) }),
  /** What is there is not what was expected. Nothing was touched. */
  z.strictObject({ answer: z.literal('changed') }),
  /** The path, or what lies there, is nothing that may be written. */
  z.strictObject({ answer: z.literal('refused'), reason: z.string().max(64), sentence: z.string() }),
  /** The system did not let it; `code` is its word for it, such as ENOSPC. What was there is still there. */
  z.strictObject({ answer: z.literal('failed'), code: z.string().max(32) }),
])
export type FileAnswer = z.infer<typeof fileAnswerSchema>

export const fileAnswersSchema = z.strictObject({ at: z.int().min(0), answer: fileAnswerSchema })
