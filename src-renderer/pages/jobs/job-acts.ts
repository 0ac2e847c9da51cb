import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Job } from '#schemas'
import { shortId } from '#schemas/format'
import { type Problem, problemOf, useClient } from '../../app/index.ts'
import { useToast } from '../../components/index.ts'

/** Cancels and queues jobs, one call each, and says what became of it. */
export function useJobActs() {
  const client = useClient()
  const queries = useQueryClient()
  const toast = useToast()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()

  const refresh = (jobs: readonly Job[]) =>
    Promise.all(jobs.map((job) => queries.invalidateQueries({ queryKey: ['job', job.id] })))

  /** Acts on each job for itself; those that changed meanwhile are counted, not forced. */
  async function each(jobs: readonly Job[], act: (job: Job) => Promise<Job>): Promise<Job[]> {
    setBusy(true)
    setProblem(undefined)
    const done: Job[] = []
    try {
      for (const job of jobs) {
        // One after the other, so that a stop in the middle leaves a clear end.
        done.push(await act(job))
      }
    } catch (error) {
      const at = done.length
      const rest =
        jobs.length === 1 ? undefined : `${at} of ${jobs.length} were changed before it; the others were not.`
      setProblem(problemOf(error, rest))
    } finally {
      setBusy(false)
      await refresh(jobs)
    }
    return done
  }

  async function requeue(jobs: readonly Job[]): Promise<boolean> {
    const done = await each(jobs, async (job) => (await client.jobs.retry({ id: job.id })).job)
    if (done.length > 0) toast({ text: done.length === 1 ? `${nameOf(done)} queued` : `${done.length} jobs queued` })
    return done.length === jobs.length
  }

  async function cancel(jobs: readonly Job[]): Promise<boolean> {
    const done = await each(jobs, async (job) => (await client.jobs.cancel({ id: job.id })).job)
    const undoable = jobs.filter(
      (job) => job.state === 'queued' && job.attempts === 0 && done.some(({ id }) => id === job.id),
    )
    if (done.length > 0) {
      // Queueing again is the inverse only where nothing else is lost with it: a time to wait for, or a count of attempts.
      const undo = undoable.length === done.length ? { undo: () => void requeue(done) } : {}
      toast({ text: cancelledText(done), ...undo })
    }
    return done.length === jobs.length
  }

  return { busy, problem, clearProblem: () => setProblem(undefined), cancel, requeue }
}

function cancelledText(jobs: readonly Job[]): string {
  const stopping = jobs.filter((job) => job.state === 'running').length
  const cancelled = jobs.length - stopping
  if (jobs.length === 1) return `${nameOf(jobs)} ${stopping === 1 ? 'told to stop' : 'cancelled'}`
  return [
    ...(cancelled > 0 ? [`${cancelled} jobs cancelled`] : []),
    ...(stopping > 0 ? [`${stopping} stopping`] : []),
  ].join(', ')
}

function nameOf([job]: readonly Job[]): string {
  return job === undefined ? 'Job' : `Job ${shortId(job.id)}`
}
