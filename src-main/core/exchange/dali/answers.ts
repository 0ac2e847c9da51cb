import { z } from 'zod'
import {
  artifactSchema,
  importedFromSchema,
  importSourceSchema,
  importWhySchema,
  jobSpecSchema,
  unreadableRowSchema,
  usageSchema,
  verdictSchema,
} from '#schemas'

/** Answers of the reader thread; it reads DALI's files, the main loop writes ours. */
export const openAnswer = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('opened'),
    session: z.string(),
    source: importSourceSchema,
    kill_switch_path: z.string(),
    unreadable: z.int(),
    recovered: z.int(),
    /** Evidence files of no job that can be imported. */
    files: z.array(z.strictObject({ name: z.string(), bytes: z.int() })),
  }),
  z.strictObject({ outcome: z.literal('unreadable'), reason: z.string() }),
])

/** Larger results are handed over as files. */
export const MAX_VALUE_BYTES = 1024 * 1024

const artifactPart = artifactSchema.pick({ kind: true, name: true, media_type: true })
export type ArtifactPart = z.infer<typeof artifactPart>

export const runPart = z.strictObject({
  /** The same for the same claim and end, whichever import reads them. */
  digest: z.string(),
  worker: z.string(),
  ready_at: z.int(),
  started_at: z.int(),
  finished_at: z.int(),
  state: z.enum(['succeeded', 'failed', 'timed_out', 'over_budget', 'killed', 'lost']),
  code: z.string().nullable(),
  message: z.string().nullable(),
  result: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('value'), value: z.unknown() }),
    z.strictObject({ kind: z.literal('file'), offset: z.int(), length: z.int(), index: z.int() }),
  ]),
  verdict: verdictSchema.nullable(),
  usage: usageSchema,
  claim_row: z.int().nullable(),
  end_row: z.int().nullable(),
  heartbeats: z.int(),
  lease_until: z.int().nullable(),
  evidence: z.string().nullable(),
  artifacts: z.array(artifactPart),
  /** Whether it is the one the job's state speaks of. */
  last: z.boolean(),
})
export type RunPart = z.infer<typeof runPart>

/** A job, or as much of it as fits: one that crashed for weeks has thousands of runs. */
export const jobPart = z.strictObject({
  original_id: z.string(),
  /** Of what was asked for. */
  digest: z.string(),
  spec: jobSpecSchema,
  created_at: z.int(),
  original: z.record(z.string(), z.unknown()),
  rows: z.array(z.int()),
  row_count: z.int(),
  there: importedFromSchema,
  why: importWhySchema,
  here: z.enum(['held', 'succeeded', 'failed']),
  runs: z.array(runPart),
  /** Whether this is the last part of the job. */
  whole: z.boolean(),
})
export type JobPart = z.infer<typeof jobPart>

export const nextAnswer = z.strictObject({ parts: z.array(jobPart) })

export const unreadableAnswer = z.strictObject({
  rows: z.array(z.strictObject({ row: unreadableRowSchema, raw: z.string() })),
})

export const copyAnswer = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('copied'), bytes: z.int() }),
  z.strictObject({ outcome: z.literal('refused'), reason: z.string() }),
])
