import { type ArtifactCounts, InterlockError } from '#schemas'
import type { Clock, Ids } from '#schemas/format'
import type { KillSwitchControl } from '#core/control'
import type { Bodies, Home, Ledger, Processes, Reader, Store } from '#core/record'
import {
  artifactCountsResult,
  artifactIds,
  createArtifactListing,
  createReview,
  type JobTable,
  type RunTable,
  searchesArtifacts,
  toArtifact,
} from '#core/work'
import {
  createFileTasks,
  createWorkspaceFiles,
  type StartProcess,
  sweepFileTasks,
  type Workspaces,
} from '#core/workers'
import { textSlice } from './text-slice.ts'
import type { Core } from './types.ts'

/** The review gate put together: decisions, where artifacts can be promoted to, pages and counts. */
export interface Artifacts {
  readonly api: Core['artifacts']
  readonly counts: () => ArtifactCounts
  /** Settles promotions that a crash or the kill switch left in the middle. */
  readonly settle: () => void
  /** Ends processes that look at or change a file right now. */
  readonly stop: () => void
  /** The same, and lets none begin any more. */
  readonly close: () => void
}

export interface ArtifactsDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly home: Home
  readonly reader: Reader
  readonly jobs: JobTable
  readonly runs: RunTable
  readonly processes: Processes
  readonly workspaces: Workspaces
  readonly killSwitch: KillSwitchControl
  readonly slots: number
  readonly workerEntry: string
  readonly startProcess: StartProcess
  readonly onTrouble: (what: string, error: unknown) => void
}

export function createArtifacts(deps: ArtifactsDeps): Artifacts {
  const { store, ledger, bodies, reader, ids, home, processes, onTrouble, killSwitch } = deps
  sweepFileTasks(home)
  const stopped = () => killSwitch.state().mode === 'engaged_hard'
  const { startProcess } = deps
  const files = createFileTasks({ entry: deps.workerEntry, startProcess, processes, ids, stopped, onTrouble })
  const workspacePath = deps.workspaces.path
  const review = createReview({
    ...deps,
    targets: {
      workspace_file: createWorkspaceFiles({ files, bodies, home, ids, slots: deps.slots, workspacePath }),
    },
    blocked: killSwitch.blocks,
    blockedWithin: killSwitch.blocksWithin,
  })
  const listing = createArtifactListing(store)
  return {
    counts: review.counts,
    settle: () => void review.settle().catch((error: unknown) => onTrouble('Promotions that were under way', error)),
    stop: files.stop,
    close: files.close,
    api: {
      async list(query, signal) {
        const head = ledger.head().seq
        if (!searchesArtifacts(query.filter)) {
          const { rows, next } = listing.page(query)
          return { items: rows.map(toArtifact), next_cursor: next, head }
        }
        const { ids: found, next } = artifactIds.parse(await reader.run('artifacts.page', query, signal))
        const rows = found.map(review.row).filter((row) => row !== undefined)
        return { items: rows.map(toArtifact), next_cursor: next, head }
      },
      async counts(filter, signal) {
        if (!searchesArtifacts(filter)) return { counts: review.counts(), capped_at: null }
        return artifactCountsResult.parse(await reader.run('artifacts.counts', filter, signal))
      },
      async read({ id, from, limit }) {
        const row = review.find(id)
        const bytes = await bodies.slice(row.body, from, limit)
        if (bytes === undefined) throw new InterlockError('body_gone', { id: row.body })
        return { artifact: toArtifact(row), ...textSlice(bytes, from, row.size) }
      },
      get: review.get,
      decide: review.decide,
      plan: review.plan,
      promote: ({ items, note }, actor) => review.promote(items, note, actor),
      undo: ({ items, record_only = false }, actor) => review.undo(items, record_only, actor),
    },
  }
}
