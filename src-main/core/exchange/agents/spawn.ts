import { z } from 'zod'
import { InterlockError, isInterlockError, type JobSpec, parseJsonText } from '#schemas'
import type { Write } from '#core/record'
import type { Enqueue } from '#core/work'

/** What a `spawn` asks for: a job that waits for an approval, or why it is none. */
export type Spawned = { readonly spec: JobSpec } | { readonly problem: string }

export interface Spawn {
  prepare(from: string, body: string): Promise<Spawned>
  /**
   * Adds it, as part of the write that keeps the message. @returns id of the job
   * @throws InterlockError job_conflict and others of enqueuing; NotGated where nothing would have held it
   */
  within(write: Write, from: string, spec: JobSpec): string
}

/** Nothing an agent asks for runs without a decision of the operator; without a gate it is not taken at all. */
export class NotGated extends Error {}

export const NOT_GATED = 'Nothing here holds a job of an agent until somebody decided about it.'

const MAX_SPAWN_BYTES = 400_000

const NO_OBJECT = 'it must be a JSON object.'

/**
 * The job that a `spawn` asks for, as it is enqueued: whatever it says itself of approvals, it waits for one.
 * @throws InterlockError invalid_input, input_too_large
 */
export function jobOfSpawn(from: string, body: string): Readonly<Record<string, unknown>> {
  const asked = z.record(z.string(), z.unknown()).safeParse(parseJsonText(body, 'job', MAX_SPAWN_BYTES)).data
  if (asked === undefined)
    throw new InterlockError('invalid_input', { what: 'job', problems: [{ field: '', problem: NO_OBJECT }] })
  const own = z.object({ at: z.array(z.string()) }).safeParse(asked['approval']).data?.at ?? []
  // In place of what it says itself: an agent does not choose what becomes of a request that nobody answers.
  const approval = {
    at: [...new Set(['start', ...own])],
    why: `The agent ${from} asks for this job.`,
    on_timeout: 'reject',
  }
  return { ...asked, approval }
}

export function createSpawn(enqueue: Pick<Enqueue, 'prepare' | 'within'>): Spawn {
  return {
    async prepare(from, body) {
      try {
        return { spec: await enqueue.prepare(jobOfSpawn(from, body)) }
      } catch (error) {
        if (isInterlockError(error) && !UNANSWERED.has(error.code)) return { problem: error.message.slice(0, 200) }
        throw error
      }
    },
    within(write, from, spec) {
      const { row, created, approval } = enqueue.within(write, spec, `agent:${from}`)
      if (created && approval === null) throw new NotGated(NOT_GATED)
      return row.id
    },
  }
}

/** Failures that say nothing about the job. */
const UNANSWERED: ReadonlySet<string> = new Set<InterlockError['code']>(['core_stopping', 'storage_failed'])
