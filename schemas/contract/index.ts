import { artifactsContract } from './artifacts.ts'
import { killSwitchContract, demoContract, systemContract, workersContract, workspacesContract } from './control.ts'
import { agentsContract, messagesContract } from './agents.ts'
import { aliasesContract, outboxContract } from './delivery.ts'
import { groupsContract, teamsContract } from './groups.ts'
import { deskContract } from './desk.ts'
import { endpointsContract } from './endpoints.ts'
import { inboxContract } from './inbox.ts'
import { eventsContract, evidenceContract } from './evidence.ts'
import { exchangeContract } from './exchange.ts'
import { jobsContract, runsContract } from './jobs.ts'
import { logContract } from './log.ts'
import { operationsContract } from './operations.ts'
import { policyContract } from './policy.ts'
import { secretsContract } from './secrets.ts'
import { statsContract } from './stats.ts'

export { artifactFilterSchema, type ArtifactFilter, type ArtifactPage, type ReviewOutcome } from './artifacts.ts'
export { eventFilterSchema, TOPICS, touchedSchema, type Touched } from './evidence.ts'
export { logFindInput, type LogFindQuery, logLinesInput, type LogLinesQuery } from './log.ts'
export { jobFilterSchema, type JobFilter, jobOrderSchema, type JobOrder } from '../job-filter.ts'
export type { JobPage } from './jobs.ts'

/** Everything a client can ask of a core. REST paths are served under `/v0`. */
export const contract = {
  system: systemContract,
  jobs: jobsContract,
  operations: operationsContract,
  policy: policyContract,
  runs: { ...runsContract, ...logContract },
  artifacts: artifactsContract,
  events: eventsContract,
  evidence: evidenceContract,
  exchange: exchangeContract,
  killSwitch: killSwitchContract,
  workspaces: workspacesContract,
  workers: workersContract,
  desk: deskContract,
  inbox: inboxContract,
  demo: demoContract,
  stats: statsContract,
  secrets: secretsContract,
  outbox: outboxContract,
  aliases: aliasesContract,
  agents: agentsContract,
  messages: messagesContract,
  groups: groupsContract,
  teams: teamsContract,
  endpoints: endpointsContract,
}
export type Contract = typeof contract
