import { z } from 'zod'
import {
  operationActSchema,
  operationChangeGroupSchema,
  operationSchema,
  operationSkipGroupSchema,
} from '../operation.ts'
import { bodyRefSchema } from './body.ts'

const operation = z.string().max(64)
const changed = z.int().min(0)
const left = operationSchema.shape.left

/** Bulk operations as a whole; what each did to a job is an event of that job that names it. */
export const operationEvents = {
  'operation.started': z.strictObject({
    operation,
    act: operationActSchema,
    priority: z.int().nullable(),
    /** The filter as JSON, null where jobs were named; a body because it may hold words of the operator. */
    filter: bodyRefSchema,
    planned: z.int().min(0),
    changes: z.array(operationChangeGroupSchema),
    skipped: z.array(operationSkipGroupSchema),
  }),
  'operation.finished': z.strictObject({ operation, changed, left }),
  /** `core`: an earlier life of the core ended in the middle; the figures are those of the ledger. */
  'operation.stopped': z.strictObject({ operation, by: z.enum(['operator', 'core']), changed, left }),
  'operation.undone': z.strictObject({
    operation,
    restored: z.int().min(0),
    kept: operationSchema.shape.undone.unwrap().shape.kept,
  }),
} as const
