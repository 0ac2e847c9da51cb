import { z } from 'zod'
import { inboxGroups, statsTasks } from '#core/care'
import { daliTasks, exportEvidence, openclawTasks } from '#core/exchange'
import { pageEvents, serveReader, verifyLedger } from '#core/record'
import {
  chainTasks,
  countArtifacts,
  countJobs,
  firingTasks,
  indexJobs,
  logTasks,
  pageArtifacts,
  pageJobs,
  planOperation,
} from '#core/work'

const verifyRequest = z.strictObject({ bodies: z.boolean(), blobs: z.string() })

serveReader({
  ...daliTasks(),
  ...firingTasks(),
  ...chainTasks(),
  ...logTasks(),
  ...openclawTasks(),
  ...statsTasks(),
  'evidence.verify': (database, input) => verifyLedger(database, verifyRequest.parse(input)),
  'evidence.export': exportEvidence,
  'artifacts.counts': countArtifacts,
  'artifacts.page': pageArtifacts,
  'events.page': pageEvents,
  'inbox.groups': inboxGroups,
  'jobs.counts': countJobs,
  'jobs.page': pageJobs,
  'operations.plan': planOperation,
  'search.index': indexJobs,
})
