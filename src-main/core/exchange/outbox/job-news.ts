import type { Deliver } from '#schemas'
import { jobStateTexts, verdictTexts } from '#schemas/texts'
import type { JobDelivers, JobTable, OnSettled, SettledJob } from '#core/work'
import type { Post } from './post.ts'

/** Tells who wants to know that a job is over, in the write that ends it. */
export function createJobNews({
  delivers,
  jobs,
  post,
}: {
  delivers: JobDelivers
  jobs: Pick<JobTable, 'byId'>
  post: Post
}): OnSettled {
  return (write, job) => {
    const deliver = delivers.of(job.seq)
    if (deliver === undefined || !isWanted(deliver, job)) return
    const row = jobs.byId(job.id)
    if (row === undefined) return
    const word =
      job.verdict === null || job.state !== 'succeeded' || job.verdict === 'passed'
        ? jobStateTexts[job.state].word
        : verdictTexts[job.verdict].word
    post(write, {
      topic: 'job.ended',
      title: `${word}: ${row.title}`,
      text: job.state === 'failed' ? (row.outcome_message ?? '') : '',
      facts: {
        job: job.id,
        type: job.type,
        workspace: job.workspace,
        state: job.state,
        code: job.code,
        verdict: job.verdict,
        run: job.run,
        attempts: row.attempts,
        ...(job.origin !== undefined && { schedule: job.origin.schedule }),
      },
      to: deliver.to,
      job: job.id,
      ...(job.run !== null && { run: job.run, ...(deliver.output && { output_of: job.run }) }),
    })
  }
}

function isWanted({ when }: Deliver, { state, verdict }: SettledJob): boolean {
  if (when !== 'on_failure') return when === 'always'
  return state === 'failed' || (state === 'succeeded' && verdict !== null && verdict !== 'passed')
}
