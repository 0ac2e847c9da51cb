import {
  InterlockError,
  isInterlockError,
  type PromotionPlan,
  type PromotionRequest,
  type ReviewRefusal,
  type SeenArtifact,
} from '#schemas'
import type { Store, Write } from '#core/record'
import { type ArtifactRow, toArtifact } from '../run-table.ts'
import { type Decisions, refuseStale } from './decisions.ts'
import { refusalOf, type Settled } from './outcome.ts'
import { createPromotionRecords, type PromotionRecordsDeps, refuseUnpromotable } from './promotion-records.ts'
import { keptOf, type PromotionRow } from './promotion-table.ts'
import type { PromotionTarget } from './target.ts'

export type PromotionTargets = Readonly<Record<PromotionRequest['target'], PromotionTarget>>

type Wanted = SeenArtifact & { readonly request: PromotionRequest; readonly plan: string }

/** Makes artifacts trusted by putting them where they are to be, and takes that back. */
export interface Promotions {
  plan(
    items: readonly { id: string; request: PromotionRequest }[],
  ): Promise<{ plans: PromotionPlan[]; refused: ReviewRefusal[] }>
  promote(items: readonly Wanted[], note: string | undefined, actor: string): Promise<Settled>
  /** Takes back the last decision, whatever it was. `recordOnly` touches no file, whatever lies there. */
  undo(items: readonly SeenArtifact[], recordOnly: boolean, actor: string): Promise<Settled>
  /**
   * Settles what a crash or the kill switch left in the middle, by what lies there. While the switch is engaged it stays as
   * it is.
   */
  settle(): Promise<void>
}

export interface PromotionsDeps extends PromotionRecordsDeps {
  readonly store: Store
  readonly decisions: Decisions
  readonly targets: PromotionTargets
  readonly blocked: () => boolean
  readonly blockedWithin: (write: Write) => boolean
  readonly onTrouble: (what: string, error: unknown) => void
}

export function createPromotions(deps: PromotionsDeps): Promotions {
  const { store, artifacts, promotions, decisions, targets } = deps
  const records = createPromotionRecords(deps)
  let last: Promise<unknown> = Promise.resolve()

  /**
   * One after the other: two promotions to one place must each see what the other left. So whatever is open when a turn
   * begins was left in the middle, such as by a disk that was full when its end was to be written.
   */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = () => settleOpen().then(work)
    const next = last.then(turn, turn)
    last = next.catch(() => undefined)
    return next
  }

  async function settleOpen(): Promise<void> {
    for (const promotion of promotions.open()) {
      if (deps.blocked()) return
      await settleOne(promotion).catch((error: unknown) =>
        deps.onTrouble(`The promotion ${promotion.id}, which was under way`, error),
      )
    }
  }

  async function each<I extends { readonly id: string }>(
    items: readonly I[],
    act: (item: I) => Promise<void>,
  ): Promise<Settled> {
    const settled: Settled = { done: [], refused: [] }
    for (const item of items) {
      try {
        await act(item)
        settled.done.push(toArtifact(artifacts.find(item.id)))
      } catch (error) {
        settled.refused.push(explained(item.id, error))
      }
    }
    return settled
  }

  /** Always an answer: what was promoted before it in the same call must be told whatever became of this one. */
  function explained(id: string, error: unknown): ReviewRefusal {
    if (isInterlockError(error)) return { id, code: error.code, message: error.message, remedy: error.remedy }
    deps.onTrouble(`The artifact ${id}`, error)
    return refusalOf(id, new InterlockError('files_failed', { reason: reasonOf(error) }))
  }

  async function promoteOne(item: Wanted, note: string | null, actor: string): Promise<void> {
    const row = artifacts.find(item.id)
    if (isDoneAlready(row, item)) return
    refuseStale(row, item)
    refuseUnpromotable(row)
    refuseBlocked(deps.blocked())
    const target = targets[item.request.target]
    const prepared = await target.prepare({ artifact: row, request: item.request }, item.plan)
    const promotion = await store.write((write) => {
      refuseBlocked(deps.blockedWithin(write))
      return records.begin(write, item, prepared, note, actor)
    })
    try {
      await target.apply(keptOf(promotion))
    } catch (error) {
      if (!isInterlockError(error)) return broken(promotion, error)
      await store.write((write) => records.fail(write, promotion, error.code, error.message))
      throw error
    }
    await store.write((write) => records.succeed(write, promotion))
  }

  /** The same promotion, asked for again by a caller whose answer was lost. */
  function isDoneAlready(row: ArtifactRow, { revision, request }: Wanted): boolean {
    if (row.state !== 'promoted' || row.revision !== revision + 1 || row.promotion === null) return false
    const promotion = promotions.byId(row.promotion)
    if (promotion === undefined) return false
    const { workspace, path } = targets[request.target].describe(keptOf(promotion).record)
    return workspace === request.workspace && path === request.path
  }

  async function undoOne(seen: SeenArtifact, recordOnly: boolean, actor: string): Promise<void> {
    const row = artifacts.find(seen.id)
    refuseStale(row, seen)
    const promotion = row.promotion === null ? undefined : promotions.byId(row.promotion)
    if (promotion === undefined || row.state !== 'promoted')
      return store.write((write) => {
        const now = artifacts.find(seen.id)
        refuseStale(now, seen)
        decisions.undo(write, now, actor)
      })
    if (recordOnly) return store.write((write) => records.setAside(write, seen, promotion, actor))
    await store.write((write) => {
      refuseBlocked(deps.blockedWithin(write))
      records.beginUndo(write, seen, promotion, actor)
    })
    const undoing = { ...promotion, actor, state: 'undoing' }
    try {
      await targetOf(promotion).revert(keptOf(promotion))
    } catch (error) {
      if (!isInterlockError(error)) return broken(undoing, error)
      await store.write((write) => records.failUndo(write, undoing, error.code, error.message))
      throw error
    }
    await store.write((write) => records.succeedUndo(write, undoing))
  }

  function targetOf({ target }: PromotionRow): PromotionTarget {
    const found = Object.entries(targets).find(([name]) => name === target)?.[1]
    if (found === undefined) throw new Error(`There is no promotion target ${target}.`)
    return found
  }

  /** Nobody saw how it ended. What ended it may be the kill switch, which lets nothing look until its release. */
  async function broken(promotion: PromotionRow, cause: unknown): Promise<void> {
    refuseBlocked(deps.blocked())
    const came = await settleOne(promotion, cause).catch((error: unknown) => {
      deps.onTrouble(`The promotion ${promotion.id}`, error)
      throw new InterlockError('files_failed', { reason: reasonOf(cause) })
    })
    if (came) return
    const { path } = targetOf(promotion).describe(keptOf(promotion).record)
    throw new InterlockError('promotion_failed', { path, reason: reasonOf(cause) })
  }

  /** Finds out by what lies there what became of one whose end nobody saw. @returns whether it came to what was wanted */
  async function settleOne(promotion: PromotionRow, cause?: unknown): Promise<boolean> {
    const standing = await standingOf(promotion)
    const undoing = promotion.state === 'undoing'
    const came = standing === (undoing ? 'not_in_force' : 'in_force')
    const what =
      standing === 'neither'
        ? 'What lies there is neither what was there before nor what was promoted, so somebody else wrote it.'
        : 'Nothing was changed.'
    await store.write((write) => {
      if (came) return (undoing ? records.succeedUndo : records.succeed)(write, promotion)
      return (undoing ? records.failUndo : records.fail)(write, promotion, 'interrupted', `${reasonOf(cause)} ${what}`)
    })
    return came
  }

  async function standingOf(promotion: PromotionRow): Promise<'in_force' | 'not_in_force' | 'neither'> {
    try {
      return await targetOf(promotion).standing(keptOf(promotion))
    } catch (error) {
      // The place is gone, or is nothing that could be written any more.
      if (isInterlockError(error, 'promotion_refused') || isInterlockError(error, 'workspace_not_found'))
        return 'neither'
      throw error
    }
  }

  async function plan(
    items: readonly { id: string; request: PromotionRequest }[],
  ): Promise<{ plans: PromotionPlan[]; refused: ReviewRefusal[] }> {
    const plans: PromotionPlan[] = []
    const refused: ReviewRefusal[] = []
    const ready: { artifact: ArtifactRow; request: PromotionRequest }[] = []
    for (const { id, request } of items) {
      try {
        const artifact = artifacts.find(id)
        if (artifact.busy === 1) throw new InterlockError('artifact_busy', { id })
        refuseUnpromotable(artifact)
        refuseBlocked(deps.blocked())
        ready.push({ artifact, request })
      } catch (error) {
        refused.push(explained(id, error))
      }
    }
    // All of one call go to one kind of target while there is one.
    const looks = await targets.workspace_file.look(ready).catch((error: unknown) => ready.map(() => asError(error)))
    for (const [at, { artifact, request }] of ready.entries()) {
      const look = looks[at]
      if (look === undefined || look instanceof Error) refused.push(explained(artifact.id, look))
      else
        plans.push({
          id: artifact.id,
          revision: artifact.revision,
          request,
          effects: [...look.effects],
          plan: look.binding,
        })
    }
    return { plans, refused }
  }

  return {
    plan,
    promote(items, note, actor) {
      const trimmed = note?.trim()
      const kept = trimmed === undefined || trimmed === '' ? null : trimmed
      return inTurn(() => each(items, (item) => promoteOne(item, kept, actor)))
    },
    undo: (items, recordOnly, actor) => inTurn(() => each(items, (item) => undoOne(item, recordOnly, actor))),
    settle: () => inTurn(() => Promise.resolve()),
  }
}

function refuseBlocked(blocked: boolean): void {
  if (blocked) throw new InterlockError('kill_switch_engaged', {})
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'Interlock ended in the middle of it.'
}
