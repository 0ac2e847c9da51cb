import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Job } from '#schemas'
import { shortId } from '#schemas/format'
import { type Client, type Problem, problemOf, useClient } from '../../app/index.ts'
import { useToast } from '../../components/index.ts'

/** Cancels and queues jobs, one call each, and says what became of it. Its verbs stay the same for as long as the page. */
export function useJobActs() {
  const client = useClient()
  const queries = useQueryClient()
  const toast = useToast()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [acts] = useState(() => createJobActs({ client, queries, toast, setBusy, setProblem }))
  return { busy, problem, ...acts }
}

interface JobActsDeps {
  readonly client: Client
  readonly queries: QueryClient
  readonly toast: ReturnType<typeof useToast>
  readonly setBusy: (busy: boolean) => void
  readonly setProblem: (problem: Problem | undefined) => void
}

function createJobActs({ client, queries, toast, setBusy, setProblem }: JobActsDeps) {
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
      const rest = `${done.length} of ${jobs.length} were changed before it; the others were not.`
      setProblem(problemOf(error, jobs.length === 1 ? undefined : rest))
    } finally {
      setBusy(false)
      await Promise.all(jobs.map((job) => queries.invalidateQueries({ queryKey: ['job', job.id] })))
    }
    return done
  }

  /** Queues a job with all its attempts. */
  async function retry(job: Job): Promise<void> {
    const done = await each([job], async ({ id }) => (await client.jobs.retry({ id })).job)
    if (done.length > 0) toast({ text: `${nameOf(done)} retried` })
  }

  /** Lets a waiting job go now, with the attempts it has left. */
  async function requeue(job: Job): Promise<void> {
    const done = await each([job], async ({ id }) => (await client.jobs.requeue({ id })).job)
    if (done.length > 0) toast({ text: `${nameOf(done)} requeued` })
  }

  /** Makes cancelled jobs what they were, where nothing else has happened to them. */
  async function restore(jobs: readonly Job[]): Promise<void> {
    const done = await each(jobs, async (job) => (await client.jobs.restore({ id: job.id })).job)
    if (done.length > 0)
      toast({ text: done.length === 1 ? `${nameOf(done)} as before` : `${done.length} jobs as before` })
  }

  async function cancel(jobs: readonly Job[]): Promise<boolean> {
    const done = await each(jobs, async (job) => (await client.jobs.cancel({ id: job.id })).job)
    // A run that was told to stop has no inverse.
    const undo = done.every((job) => job.state === 'cancelled') ? { undo: () => void restore(done) } : {}
    if (done.length > 0) toast({ text: cancelledText(done), ...undo })
    return done.length === jobs.length
  }

  return { cancel, retry, requeue, clearProblem: () => setProblem(undefined) }
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
