import type { Router } from '@orpc/server'
import type { Core } from '#core'
import type { Contract } from '#schemas/contract'
import type { ApiContext } from './context.ts'
import { chainsProcedures } from './chains.ts'
import {
  demoProcedures,
  deskProcedures,
  inboxProcedures,
  killSwitchProcedures,
  policyProcedures,
  type ShellActions,
  systemProcedures,
  workersProcedures,
  workspacesProcedures,
} from './control.ts'
import { endpointsProcedures } from './endpoints.ts'
import { agentsProcedures, groupsProcedures, messagesProcedures, teamsProcedures } from './agents.ts'
import { aliasesProcedures, outboxProcedures } from './delivery.ts'
import { approvalRulesProcedures, approvalsProcedures } from './approvals.ts'
import { createExplainFailure, type FailureDeps } from './errors.ts'
import { eventsProcedures, evidenceProcedures } from './evidence.ts'
import { exchangeProcedures } from './exchange.ts'
import { createImplementer } from './implementer.ts'
import { keysProcedures } from './keys.ts'
import { createRequireRight, type NoteRefused } from './rights.ts'
import { firingsProcedures, poolsProcedures, schedulesProcedures } from './schedules.ts'
import { powerProcedures } from './power.ts'
import { secretsProcedures } from './secrets.ts'
import { statsProcedures } from './stats.ts'
import { trustProcedures } from './trust.ts'
import { artifactsProcedures, jobsProcedures, operationsProcedures, runsProcedures } from './work.ts'

export interface RouterDeps extends FailureDeps {
  readonly core: Core
  readonly shell: ShellActions
  /** Told of each call that was refused for want of a right. */
  readonly noteRefused?: NoteRefused
}

/** The contract over a core: every procedure passes its parsed input on and adds no rule of its own. */
export function createRouter({ core, shell, log, ids, noteRefused }: RouterDeps): ApiRouter {
  const explainFailure = createExplainFailure({ log, ids })
  const api = createImplementer(explainFailure, createRequireRight(core.keys.reach, noteRefused))
  return api.router({
    system: systemProcedures(api, core, shell),
    jobs: jobsProcedures(api, core),
    operations: operationsProcedures(api, core),
    policy: policyProcedures(api, core),
    runs: runsProcedures(api, core),
    artifacts: artifactsProcedures(api, core),
    approvals: approvalsProcedures(api, core),
    approvalRules: approvalRulesProcedures(api, core),
    events: eventsProcedures(api, core, explainFailure),
    evidence: evidenceProcedures(api, core),
    exchange: exchangeProcedures(api, core, explainFailure),
    killSwitch: killSwitchProcedures(api, core),
    workspaces: workspacesProcedures(api, core),
    workers: workersProcedures(api, core),
    desk: deskProcedures(api, core),
    stats: statsProcedures(api, core),
    inbox: inboxProcedures(api, core),
    demo: demoProcedures(api, core),
    secrets: secretsProcedures(api, core),
    keys: keysProcedures(api, core),
    schedules: schedulesProcedures(api, core),
    firings: firingsProcedures(api, core),
    chains: chainsProcedures(api, core),
    pools: poolsProcedures(api, core),
    power: powerProcedures(api, core),
    trust: trustProcedures(api, core),
    outbox: outboxProcedures(api, core),
    aliases: aliasesProcedures(api, core),
    agents: agentsProcedures(api, core),
    messages: messagesProcedures(api, core),
    groups: groupsProcedures(api, core),
    teams: teamsProcedures(api, core),
    endpoints: endpointsProcedures(api, core),
  })
}

/** Named, since what the compiler would infer spells the whole contract out. */
export type ApiRouter = Router<Contract, ApiContext>
