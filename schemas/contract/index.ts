import { approvalRulesContract, approvalsContract } from './approvals.ts'
import { artifactsContract } from './artifacts.ts'
import { chainsContract } from './chains.ts'
import { killSwitchContract, demoContract, systemContract, workersContract, workspacesContract } from './control.ts'
import { agentsContract, messagesContract } from './agents.ts'
import { aliasesContract, outboxContract } from './delivery.ts'
import { groupsContract, teamsContract } from './groups.ts'
import { deskContract } from './desk.ts'
import { endpointsContract } from './endpoints.ts'
import { inboxContract } from './inbox.ts'
import { keysContract } from './keys.ts'
import { eventsContract, evidenceContract } from './evidence.ts'
import { exchangeContract } from './exchange.ts'
import { jobsContract, runsContract } from './jobs.ts'
import { logContract } from './log.ts'
import { operationsContract } from './operations.ts'
import { policyContract } from './policy.ts'
import { powerContract } from './power.ts'
import { firingsContract, poolsContract, schedulesContract } from './schedules.ts'
import { secretsContract } from './secrets.ts'
import { statsContract } from './stats.ts'
import { trustContract } from './trust.ts'

export { approvalFilterSchema, type ApprovalFilter, type ApprovalOutcome, type ApprovalPage } from './approvals.ts'
export { artifactFilterSchema, type ArtifactFilter, type ArtifactPage, type ReviewOutcome } from './artifacts.ts'
export { eventFilterSchema, TOPICS, touchedSchema, type Touched } from './evidence.ts'
export type { FiringDay } from './schedules.ts'
export { type ShellContract, shellContract } from './shell.ts'
export { logFindInput, type LogFindQuery, logLinesInput, type LogLinesQuery } from './log.ts'
export { jobFilterSchema, type JobFilter, jobOrderSchema, type JobOrder } from '../job-filter.ts'
export type { JobPage } from './jobs.ts'

/**
 * Everything a client can ask of a core. REST paths are served under `/v0`. Its type is spelt out by name: what the compiler
 * would infer is the whole contract, which is too long for it to write down.
 */
export type Contract = {
  system: typeof systemContract
  jobs: typeof jobsContract
  operations: typeof operationsContract
  policy: typeof policyContract
  runs: typeof runsContract & typeof logContract
  artifacts: typeof artifactsContract
  approvals: typeof approvalsContract
  approvalRules: typeof approvalRulesContract
  events: typeof eventsContract
  evidence: typeof evidenceContract
  exchange: typeof exchangeContract
  killSwitch: typeof killSwitchContract
  workspaces: typeof workspacesContract
  workers: typeof workersContract
  desk: typeof deskContract
  inbox: typeof inboxContract
  keys: typeof keysContract
  demo: typeof demoContract
  stats: typeof statsContract
  secrets: typeof secretsContract
  schedules: typeof schedulesContract
  firings: typeof firingsContract
  chains: typeof chainsContract
  pools: typeof poolsContract
  power: typeof powerContract
  trust: typeof trustContract
  outbox: typeof outboxContract
  aliases: typeof aliasesContract
  agents: typeof agentsContract
  messages: typeof messagesContract
  groups: typeof groupsContract
  teams: typeof teamsContract
  endpoints: typeof endpointsContract
}

export const contract: Contract = {
  system: systemContract,
  jobs: jobsContract,
  operations: operationsContract,
  policy: policyContract,
  runs: { ...runsContract, ...logContract },
  artifacts: artifactsContract,
  approvals: approvalsContract,
  approvalRules: approvalRulesContract,
  events: eventsContract,
  evidence: evidenceContract,
  exchange: exchangeContract,
  killSwitch: killSwitchContract,
  workspaces: workspacesContract,
  workers: workersContract,
  desk: deskContract,
  inbox: inboxContract,
  keys: keysContract,
  demo: demoContract,
  stats: statsContract,
  secrets: secretsContract,
  schedules: schedulesContract,
  firings: firingsContract,
  chains: chainsContract,
  pools: poolsContract,
  power: powerContract,
  trust: trustContract,
  outbox: outboxContract,
  aliases: aliasesContract,
  agents: agentsContract,
  messages: messagesContract,
  groups: groupsContract,
  teams: teamsContract,
  endpoints: endpointsContract,
}
