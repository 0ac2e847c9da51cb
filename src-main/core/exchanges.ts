import type { KillSwitchControl, SecretStore } from '#core/control'
import {
  createDaliExport,
  createDaliImport,
  createOpenclawImport,
  type ExportDali,
  type ImportDali,
  type ImportOpenclaw,
  type OpenclawImportDeps,
} from '#core/exchange'
import { createJobImport, type RunTable } from '#core/work'

export interface ExchangesDeps extends Omit<OpenclawImportDeps, 'imports'> {
  readonly runs: RunTable
  readonly killSwitch: KillSwitchControl
  readonly secrets: Pick<SecretStore, 'values'>
  /** Runs that go on, for the record of an engagement. */
  readonly running: () => readonly string[]
}

/** Moving in from other systems, and out again. */
export interface Exchanges {
  readonly importDali: ImportDali
  readonly importOpenclaw: ImportOpenclaw
  readonly exportDali: ExportDali
}

export function createExchanges(deps: ExchangesDeps): Exchanges {
  const imports = createJobImport(deps)
  return {
    importDali: createDaliImport({ ...deps, imports }),
    importOpenclaw: createOpenclawImport({ ...deps, imports }),
    exportDali: createDaliExport({ ...deps, secretValues: () => deps.secrets.values().values() }),
  }
}
