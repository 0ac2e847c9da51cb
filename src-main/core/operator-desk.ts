import { createDesk, createInbox, type DeskTable, type InboxView } from '#core/care'
import { createEvidence, type Evidence } from '#core/exchange'
import type { Home, Ledger, Reader, Store } from '#core/record'
import type { Follow, JobTable } from '#core/work'
import type { SecretStore } from '#core/control'
import type { Clock } from '#schemas/format'
import type { CoreOptions } from './types.ts'

/** What the operator keeps, is shown and may take away: the state of consoles, the inbox, and the evidence. */
export interface OperatorDesk {
  readonly desk: DeskTable
  readonly inbox: InboxView
  readonly evidence: Evidence
}

export interface OperatorDeskDeps {
  readonly options: CoreOptions
  readonly store: Store
  readonly ledger: Ledger
  readonly reader: Reader
  readonly home: Home
  readonly clock: Clock
  readonly jobs: JobTable
  readonly secrets: SecretStore
  readonly follow: Follow
}

export function createOperatorDesk(deps: OperatorDeskDeps): OperatorDesk {
  const { options, store, ledger, reader, home, clock, jobs, secrets, follow } = deps
  const desk = createDesk({
    store,
    clock,
    onChange(key) {
      follow.touch('desk')
      if (key === 'inbox') follow.touch('inbox')
    },
  })
  const evidence = createEvidence({
    reader,
    home,
    clock,
    jobs,
    resources: options.resources,
    version: options.version,
    onVerified() {
      follow.touch('ledger')
      follow.touch('inbox')
    },
    secretValues: () => secrets.values().values(),
  })
  const inbox = createInbox({
    reader,
    ledger,
    clock,
    home: home.root,
    verified: evidence.last,
    failure: () => store.failure() ?? reader.failure(),
    onChange: () => follow.touch('inbox'),
  })
  return { desk, inbox, evidence }
}
