import { isAbsolute, join } from 'node:path'
import { InterlockError, type Verification, verificationSchema } from '#schemas'
import { type Clock, isoTime } from '#schemas/format'
import type { Home, Reader } from '#core/record'
import type { JobTable } from '#core/work'
import { exportAnswer } from './export-evidence.ts'
import { refuseOwnPlaces } from './export-target.ts'

/** Proof for others: checks the chain and writes bundles, both on the reader thread. */
export interface Evidence {
  verify(options: { bodies: boolean }): Promise<Verification>
  /**
   * Writes a bundle into `path` or a new folder of the data directory, unless it would hold what looks like a secret.
   * @throws InterlockError job_not_found, export_has_secrets, export_target_exists, export_unwritable, home_unusable, invalid_input
   */
  export(options: {
    job?: string
    path?: string
    allow_findings?: boolean
  }): Promise<{ path: string; events: number; bodies: number; bytes: number; findings: number }>
  /** The last verification of this life. */
  last(): { at: string; result: Verification } | undefined
}

export interface EvidenceDeps {
  readonly reader: Reader
  readonly home: Home
  readonly clock: Clock
  readonly jobs: JobTable
  readonly resources: string
  readonly version: string
  readonly onVerified: () => void
  /** Values that must not get out, as far as they are known. */
  readonly secretValues: () => Iterable<string>
}

export function createEvidence({
  reader,
  home,
  clock,
  jobs,
  resources,
  version,
  onVerified,
  secretValues,
}: EvidenceDeps): Evidence {
  let last: { at: string; result: Verification } | undefined
  return {
    async verify({ bodies }) {
      const result = verificationSchema.parse(await reader.run('evidence.verify', { bodies, blobs: home.blobs }))
      last = { at: isoTime(clock.now()), result }
      onVerified()
      return result
    },
    async export({ job, path, allow_findings = false }) {
      if (path !== undefined && (!isAbsolute(path) || path.includes('\0')))
        throw new InterlockError('invalid_input', {
          what: 'export',
          problems: [
            { field: 'path', problem: 'path must be absolute, without a NUL: the core has a folder of its own.' },
          ],
        })
      if (path !== undefined) refuseOwnPlaces(path, home)
      const target = path ?? join(home.exports, `evidence-${isoTime(clock.now()).replaceAll(/[:.]/g, '-')}`)
      const answer = exportAnswer.parse(
        await reader.run('evidence.export', {
          path: target,
          blobs: home.blobs,
          verifier: join(resources, 'verify-evidence.mjs'),
          version,
          now: clock.now(),
          job: job === undefined ? null : jobs.find(job).id,
          known: [...secretValues()],
          allow_findings,
        }),
      )
      if (answer.outcome === 'taken') throw new InterlockError('export_target_exists', { path: target })
      if (answer.outcome === 'unwritable')
        throw new InterlockError('home_unusable', { home: target, reason: answer.reason })
      const { outcome: _, ...written } = answer
      return written
    },
    last: () => last,
  }
}
