import { type DaliExport, InterlockError } from '#schemas'
import type { Clock } from '#schemas/format'
import type { Home, Reader } from '#core/record'
import type { Workspaces } from '#core/workers'
import { refuseOwnPlaces } from '../export-target.ts'
import { exportLedgerAnswer } from './export-ledger.ts'

/**
 * Writes jobs and runs as a ledger DALI reads, on the reader thread.
 * @throws InterlockError export_file_exists, export_unwritable, export_has_secrets, workspace_not_found
 */
export type ExportDali = (options: {
  path: string
  workspace?: string
  allow_findings?: boolean
}) => Promise<DaliExport>

export function createDaliExport({
  reader,
  home,
  clock,
  workspaces,
  secretValues,
}: {
  reader: Reader
  home: Home
  clock: Clock
  workspaces: Workspaces
  /** Values that must not get out, as far as they are known. */
  secretValues: () => Iterable<string>
}): ExportDali {
  return async ({ path, workspace, allow_findings = false }) => {
    const only = workspace === undefined ? null : workspaces.resolve(workspace)
    refuseOwnPlaces(path, home)
    const request = {
      path,
      blobs: home.blobs,
      now: clock.now(),
      workspace: only,
      known: [...secretValues()],
      allow_findings,
    }
    const answer = exportLedgerAnswer.parse(await reader.run('dali.export', request))
    if (answer.outcome === 'taken') throw new InterlockError('export_file_exists', { path })
    if (answer.outcome === 'unwritable') throw new InterlockError('export_unwritable', { path, reason: answer.reason })
    return answer.exported
  }
}
