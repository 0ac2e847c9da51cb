import type { Job } from '#schemas'
import { cautionsOf } from '#schemas/texts'
import type { Ledger } from '#core/record'
import { type Enqueue, type JobActs, type JobTable, settled } from '#core/work'
import type { Supervisor } from '#core/workers'
import type { Searches } from './searches.ts'
import type { Core } from './types.ts'
import type { Views } from './views.ts'

/** Jobs as clients use them: what is done to one, and what it is then. */
export function createJobVerbs({
  enqueue,
  acts,
  jobs,
  ledger,
  searches,
  supervisor,
  views,
}: {
  enqueue: Enqueue
  acts: JobActs
  jobs: JobTable
  ledger: Ledger
  searches: Searches
  supervisor: Supervisor
  views: Views
}): Core['jobs'] {
  function jobById(job: string): Job {
    return views.job(jobs.find(job))
  }

  return {
    async enqueue(input, actor) {
      const enqueued = enqueue(input, actor)
      // The claim of an idle worker follows in the store's queue and shares the commit.
      supervisor.kick()
      const { row, spec, created } = await enqueued
      return { job: views.job(row, spec.budgets), created, cautions: cautionsOf(spec) }
    },
    async list(query, signal) {
      const head = ledger.head().seq
      const page = await searches.jobs(query, signal)
      return { items: page.rows.map((row) => views.job(row)), next_cursor: page.next, head }
    },
    counts: searches.counts,
    get: (job) => views.jobDetail(jobs.find(job)),
    async cancel(job, actor) {
      const outcome = await acts.cancel(job, actor)
      if (outcome.run !== null) supervisor.cancelRun(outcome.run)
      return jobById(outcome.job)
    },
    retry: async (job, actor) => jobById(await acts.retry(job, actor)),
    requeue: async (job, actor) => jobById(await acts.requeue(job, actor)),
    setPriority: async (job, priority, actor) => jobById(await acts.setPriority(job, priority, actor)),
    restore: async (job, actor) => jobById(await acts.restore(job, actor)),
    settled: (job, signal) => settled(ledger, jobs.find(job).id, jobById, signal),
  }
}
