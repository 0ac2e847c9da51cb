import { z } from 'zod'
import { exportEvidence } from '#core/exchange'
import { serveReader, verifyLedger } from '#core/record'
import { countJobs } from '#core/work'

const verifyRequest = z.strictObject({ bodies: z.boolean(), blobs: z.string() })

serveReader({
  'evidence.verify': (database, input) => verifyLedger(database, verifyRequest.parse(input)),
  'evidence.export': exportEvidence,
  'jobs.counts': countJobs,
})
