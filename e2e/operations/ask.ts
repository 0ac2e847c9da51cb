import type { Core } from '#core'
import type { Operation, OperationRequest } from '#schemas'
import { aJob } from '../support/jobs.ts'
import { until } from '../support/wait.ts'

export const LATER = '2100-01-01T00:00:00Z'

/** Previews and starts what is asked for. */
export async function begin(core: Core, request: OperationRequest): Promise<Operation> {
  const { token, head } = await core.operations.preview(request)
  return core.operations.start({ ...request, token, head }, 'operator')
}

/** The operation once it goes on no more. */
export function ended(core: Core, id: string, ms = 60_000): Promise<Operation> {
  return until(
    `operation ${id} has ended`,
    () => {
      const operation = core.operations.get(id)
      return operation.state !== 'running' && operation.state !== 'undoing' && operation
    },
    ms,
  )
}

export async function perform(core: Core, request: OperationRequest): Promise<Operation> {
  return ended(core, (await begin(core, request)).id)
}

export async function undo(core: Core, id: string): Promise<Operation> {
  await core.operations.undo(id, 'operator')
  return ended(core, id)
}

/** Adds so many jobs that wait for a day to come. */
export async function addWaiting(core: Core, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n += 500) {
    const batch = Array.from({ length: Math.min(500, count - n) }, () =>
      core.jobs.enqueue(aJob({ run_at: LATER }), 'operator'),
    )
    ids.push(...(await Promise.all(batch)).map(({ job }) => job.id))
  }
  return ids
}
