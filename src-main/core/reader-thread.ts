import { z } from 'zod'
import { inboxGroups, statsTasks } from '#core/care'
import { daliTasks, exportEvidence } from '#core/exchange'
import { pageEvents, serveReader, verifyLedger } from '#core/record'
import { countJobs, logTasks, pageJobs } from '#core/work'

const verifyRequest = z.strictObject({ bodies: z.boolean(), blobs: z.string() })

serveReader({
  ...daliTasks(),
  ...logTasks(),
  ...statsTasks(),
  'evidence.verify': (database, input) => verifyLedger(database, verifyRequest.parse(input)),
  'evidence.export': exportEvidence,
  'events.page': pageEvents,
  'inbox.groups': inboxGroups,
  'jobs.counts': countJobs,
  'jobs.page': pageJobs,
})
