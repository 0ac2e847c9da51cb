import type { Trust } from '#core/control'
import { type Claim, createRunStreams } from '#core/work'
import {
  createRunEnding,
  createSupervisor,
  createWorkerProcesses,
  type SlotLimits,
  type Supervisor,
} from '#core/workers'
import { createTrustGates, sealing, type TrustGatesDeps } from './trust.ts'
import type { CoreOptions } from './types.ts'
import type { FinishRun } from '#core/work'

export interface SupervisionDeps extends Omit<TrustGatesDeps, 'workerEntry' | 'folder'> {
  readonly options: CoreOptions
  readonly limits: SlotLimits
  readonly claim: Claim
  readonly finishRun: FinishRun
}

/** Workers and the gates of trust that stand before what they are given. */
export function createSupervision(deps: SupervisionDeps): { supervisor: Supervisor; trust: Trust } {
  const { options, secrets, gate, follow, killSwitch, onTrouble } = deps
  const trust = createTrustGates({ ...deps, workerEntry: options.workerEntry, folder: options.trustProviders })
  const supervisor = createSupervisor(
    {
      ...deps,
      slots: options.slots,
      spawn: createWorkerProcesses(options.workerEntry, deps.startProcess),
      claim: (write, { id: worker, offers }) => deps.claim(write, { id: worker, offers: secrets.offers(offers) }),
      secrets: secrets.granted,
      admitRun: trust.admit,
      ending: createRunEnding({
        ...deps,
        finishRun: sealing(deps.finishRun, trust.ended),
        onFailure: (error) => onTrouble('The end of a run', error),
      }),
      openStream: createRunStreams(deps),
      stepsOf: gate.stepsOf,
      onLive: follow.live,
      onChange: () => follow.touch('workers'),
      blocked: killSwitch.blocks,
    },
    deps.ledger,
  )
  return { supervisor, trust }
}
