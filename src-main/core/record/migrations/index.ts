import { foundation } from './001-foundation.ts'
import { desk } from './002-desk.ts'
import { review } from './003-review.ts'
import { endedRun } from './004-ended-run.ts'
import { operations } from './005-operations.ts'
import { inbox } from './006-inbox.ts'
import { fewerPages } from './007-fewer-pages.ts'
import { runsByJob } from './008-runs-by-job.ts'
import { rareVerdicts } from './009-rare-verdicts.ts'
import { narrowRuns } from './010-narrow-runs.ts'
import { fewerJobPages } from './011-fewer-job-pages.ts'
import { workspaceGrants } from './012-workspace-grants.ts'
import { jobOrigin } from './013-job-origin.ts'
import { endpoints } from './014-endpoints.ts'
import { delivery } from './015-delivery.ts'
import { agents } from './018-agents.ts'
import { trust } from './019-trust.ts'
import { schedules } from './016-schedules.ts'
import { approvals } from './017-approvals.ts'
import { chains } from './020-chains.ts'
import { apiKeys } from './021-api-keys.ts'
import { probeOrder } from './022-probe-order.ts'

export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

/** Forward only. An entry that has shipped is never edited: its checksum is in every database it was applied to. */
export const migrations: readonly Migration[] = [
  { version: 1, name: 'foundation', sql: foundation },
  { version: 2, name: 'desk', sql: desk },
  { version: 3, name: 'review', sql: review },
  { version: 4, name: 'ended-run', sql: endedRun },
  { version: 5, name: 'operations', sql: operations },
  { version: 6, name: 'inbox', sql: inbox },
  { version: 7, name: 'fewer-pages', sql: fewerPages },
  { version: 8, name: 'runs-by-job', sql: runsByJob },
  { version: 9, name: 'rare-verdicts', sql: rareVerdicts },
  { version: 10, name: 'narrow-runs', sql: narrowRuns },
  { version: 11, name: 'fewer-job-pages', sql: fewerJobPages },
  { version: 12, name: 'workspace-grants', sql: workspaceGrants },
  { version: 13, name: 'job-origin', sql: jobOrigin },
  { version: 14, name: 'endpoints', sql: endpoints },
  { version: 15, name: 'delivery', sql: delivery },
  { version: 16, name: 'schedules', sql: schedules },
  { version: 17, name: 'approvals', sql: approvals },
  { version: 18, name: 'agents', sql: agents },
  { version: 19, name: 'trust', sql: trust },
  { version: 20, name: 'chains', sql: chains },
  { version: 21, name: 'api-keys', sql: apiKeys },
  { version: 22, name: 'probe-order', sql: probeOrder },
]
