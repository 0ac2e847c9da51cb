import type { JobDetail } from '#schemas'
import { shellQuoted } from '#schemas/format'
import type { Rest } from '../../app/index.ts'
import { draftOfJob } from '../new-job/draft.ts'

/** What was asked, as it could be sent again. */
export function requestJson(job: JobDetail): string {
  return JSON.stringify(draftOfJob(job), undefined, 2)
}

/** What the page shows, as a command. `command` is what starts the command line here. */
export function showCommand(job: Pick<JobDetail, 'id'>, command: string): string {
  return `${command} jobs show ${job.id}`
}

/** The request as a command that adds it again; the text reaches it whole, whatever it holds. */
export function addCommand(job: JobDetail, command: string): string {
  return `${command} enqueue --job-file - <<'JSON'\n${requestJson(job)}\nJSON`
}

/** The same over REST. The key is read where it lies, so that it is in no history. */
export function curlCommand(job: JobDetail, { origin, home }: Rest): string {
  return [
    `curl --silent --show-error -X POST ${shellQuoted(`${origin}/v0/jobs`)} \\`,
    `  -H "Authorization: Bearer $(cat ${shellQuoted(`${home}/run/token`)})" \\`,
    `  -H 'Content-Type: application/json' --data-binary @- <<'JSON'`,
    requestJson(job),
    'JSON',
  ].join('\n')
}
