import {
  InterlockError,
  isInterlockError,
  type PromotionPlan,
  type PromotionRequest,
  type ReviewRefusal,
  type SeenArtifact,
} from '#schemas'
import { canonicalJson, type Clock, type Ids } from '#schemas/format'
import type { Bodies, Ledger, Store, Write } from '#core/record'
import { type ArtifactRow, toArtifact } from '../run-table.ts'
import type { ArtifactTable } from './artifact-table.ts'
import { type Decisions, refuseStale, stateOf } from './decisions.ts'
import { refusalOf, type Settled } from './outcome.ts'
import { keptOf, type PromotionRow, type PromotionTable } from './promotion-table.ts'
import { isPromotable } from './states.ts'
import type { Prepared, PromotionTarget } from './target.ts'

export type PromotionTargets = Readonly<Record<PromotionRequest['target'], PromotionTarget>>

/** Makes artifacts trusted by putting them where they are to be, and takes that back. */
export interface Promotions {
  plan(
    items: readonly { id: string; request: PromotionRequest }[],
  ): Promise<{ plans: PromotionPlan[]; refused: ReviewRefusal[] }>
  promote(
    items: readonly (SeenArtifact & { request: PromotionRequest; plan: string })[],
    note: string | undefined,
    actor: string,
  ): Promise<Settled>
  /** Takes back the last decision, whatever it was. */
  undo(items: readonly SeenArtifact[], actor: string): Promise<Settled>
  /** Settles what a crash left in the middle, by what lies there; while the kill switch is engaged it stays as it is. */
  settle(): Promise<void>
}

export interface PromotionsDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly artifacts: ArtifactTable
  readonly promotions: PromotionTable
  readonly decisions: Decisions
  readonly targets: PromotionTargets
  readonly blocked: () => boolean
  readonly blockedWithin: (write: Write) => boolean
  readonly onTrouble: (what: string, error: unknown) => void
}

export function createPromotions(deps: PromotionsDeps): Promotions {
  const { store, ledger, bodies, clock, ids, artifacts, promotions, decisions, targets } = deps
  let last: Promise<unknown> = Promise.resolve()

  /** One after the other: two promotions to one place must each see what the other left. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }

  function refuseBlocked(blocked: boolean): void {
    if (blocked) throw new InterlockError('kill_switch_engaged', {})
  }

  function refuseUnpromotable(row: ArtifactRow): void {
    const state = stateOf(row)
    if (!isPromotable(state))
      throw new InterlockError('artifact_state_conflict', { id: row.id, state, act: 'promoted' })
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
        settled.refused.push(refusalOf(item.id, error))
      }
    }
    return settled
  }

  async function promoteOne(
    item: SeenArtifact & { request: PromotionRequest; plan: string },
    note: string | null,
    actor: string,
  ): Promise<void> {
    const row = artifacts.find(item.id)
    if (isDoneAlready(row, item)) return
    refuseStale(row, item)
    refuseUnpromotable(row)
    refuseBlocked(deps.blocked())
    const target = targets[item.request.target]
    const prepared = await target.prepare({ artifact: row, request: item.request })
    if (prepared.binding !== item.plan)
      throw new InterlockError('promotion_stale', { path: target.describe(prepared.record).path })
    const promotion = await begin(item, prepared, note, actor)
    try {
      await target.apply(keptOf(promotion))
    } catch (error) {
      if (!isInterlockError(error)) return settleOne(promotion, error)
      await store.write((write) => fail(write, promotion, error.code, error.message))
      throw error
    }
    await store.write((write) => succeed(write, promotion))
  }

  /** The same promotion, asked for again by a caller whose answer was lost. */
  function isDoneAlready(
    row: ArtifactRow,
    { revision, request }: SeenArtifact & { request: PromotionRequest },
  ): boolean {
    if (row.state !== 'promoted' || row.revision !== revision + 1 || row.promotion === null) return false
    const promotion = promotions.byId(row.promotion)
    if (promotion === undefined) return false
    const { workspace, path } = targets[request.target].describe(keptOf(promotion).record)
    return workspace === request.workspace && path === request.path
  }

  /** Written down before anything is touched. */
  function begin(
    item: SeenArtifact & { request: PromotionRequest },
    { record, previous }: Prepared,
    note: string | null,
    actor: string,
  ): Promise<PromotionRow> {
    return store.write((write) => {
      const row = artifacts.find(item.id)
      refuseStale(row, item)
      refuseUnpromotable(row)
      refuseBlocked(deps.blockedWithin(write))
      const id = ids.next('prom')
      const at = clock.now()
      const kept = previous === null ? null : bodies.keep(write, previous)
      ledger.append(
        write,
        'artifact.promotion_begun',
        {
          artifact: row.id,
          promotion: id,
          target: item.request.target,
          effect: bodies.json(write, record),
          previous: kept,
          note: note === null ? null : bodies.text(write, note),
        },
        { actor, job: row.job_id, run: row.run_id, at },
      )
      const promotion = {
        id,
        artifact_id: row.id,
        target: item.request.target,
        state: 'begun',
        effect: canonicalJson(record),
        content: row.body,
        previous: kept?.id ?? null,
        note,
        actor,
        begun_at: at,
      }
      promotions.insert(write, promotion)
      artifacts.setBusy(write, { id: row.id, busy: true, promotion: id })
      return { ...promotion, ended_at: null, problem: null }
    })
  }

  function succeed(write: Write, { id, artifact_id, actor, note }: PromotionRow): void {
    const row = artifacts.find(artifact_id)
    const from = stateOf(row)
    const at = clock.now()
    ledger.append(
      write,
      'artifact.promoted',
      { artifact: row.id, promotion: id, from, revision: row.revision + 1 },
      { actor, job: row.job_id, run: row.run_id, at },
    )
    promotions.setState(write, { id, state: 'applied', at, problem: null })
    artifacts.setDecision(write, { id: row.id, state: 'promoted', undo_to: from, at, by: actor, note })
    artifacts.setBusy(write, { id: row.id, busy: false, promotion: id })
  }

  function fail(write: Write, { id, artifact_id, actor }: PromotionRow, code: string, message: string): void {
    const row = artifacts.find(artifact_id)
    const at = clock.now()
    ledger.append(
      write,
      'artifact.promotion_failed',
      { artifact: row.id, promotion: id, code, message: bodies.text(write, message) },
      { actor, job: row.job_id, run: row.run_id, at },
    )
    promotions.setState(write, { id, state: 'failed', at, problem: message })
    artifacts.setBusy(write, { id: row.id, busy: false, promotion: null })
  }

  async function undoOne(seen: SeenArtifact, actor: string): Promise<void> {
    const row = artifacts.find(seen.id)
    refuseStale(row, seen)
    const promotion = row.promotion === null ? undefined : promotions.byId(row.promotion)
    if (promotion === undefined || row.state !== 'promoted')
      return store.write((write) => {
        const now = artifacts.find(seen.id)
        refuseStale(now, seen)
        decisions.undo(write, now, actor)
      })
    refuseBlocked(deps.blocked())
    await store.write((write) => beginUndo(write, seen, promotion, actor))
    const undoing = { ...promotion, actor, state: 'undoing' }
    try {
      await targetOf(promotion).revert(keptOf(promotion))
    } catch (error) {
      if (!isInterlockError(error)) return settleOne(undoing, error)
      await store.write((write) => failUndo(write, undoing, error.code, error.message))
      throw error
    }
    await store.write((write) => succeedUndo(write, undoing))
  }

  function beginUndo(write: Write, seen: SeenArtifact, { id }: PromotionRow, actor: string): void {
    const row = artifacts.find(seen.id)
    refuseStale(row, seen)
    refuseBlocked(deps.blockedWithin(write))
    const at = clock.now()
    ledger.append(
      write,
      'artifact.undo_begun',
      { artifact: row.id, promotion: id },
      { actor, job: row.job_id, run: row.run_id, at },
    )
    promotions.setState(write, { id, state: 'undoing', at, problem: null })
    artifacts.setBusy(write, { id: row.id, busy: true, promotion: id })
  }

  function succeedUndo(write: Write, { id, artifact_id, actor }: PromotionRow): void {
    const row = artifacts.find(artifact_id)
    const at = clock.now()
    const to = row.undo_to === 'accepted' ? 'accepted' : 'needs_review'
    ledger.append(
      write,
      'artifact.promotion_undone',
      { artifact: row.id, promotion: id, to, revision: row.revision + 1 },
      { actor, job: row.job_id, run: row.run_id, at },
    )
    promotions.setState(write, { id, state: 'undone', at, problem: null })
    artifacts.setDecision(write, { id: row.id, state: to, undo_to: null, at, by: actor, note: null })
    artifacts.setBusy(write, { id: row.id, busy: false, promotion: null })
  }

  function failUndo(write: Write, { id, artifact_id, actor }: PromotionRow, code: string, message: string): void {
    const row = artifacts.find(artifact_id)
    const at = clock.now()
    ledger.append(
      write,
      'artifact.undo_failed',
      { artifact: row.id, promotion: id, code, message: bodies.text(write, message) },
      { actor, job: row.job_id, run: row.run_id, at },
    )
    promotions.setState(write, { id, state: 'applied', at, problem: message })
    artifacts.setBusy(write, { id: row.id, busy: false, promotion: id })
  }

  function targetOf({ target }: PromotionRow): PromotionTarget {
    if (target in targets) return targets['workspace_file']
    throw new Error(`There is no promotion target ${target}.`)
  }

  /** Finds out by what lies there what became of one whose end nobody saw; `cause` is why nobody did. */
  async function settleOne(promotion: PromotionRow, cause?: unknown): Promise<void> {
    const standing = await standingOf(promotion)
    const undoing = promotion.state === 'undoing'
    const why = cause instanceof Error ? cause.message : 'Interlock ended in the middle of it.'
    await store.write((write) => {
      if (standing === 'in_force' && !undoing) return succeed(write, promotion)
      if (standing === 'not_in_force' && undoing) return succeedUndo(write, promotion)
      const what =
        standing === 'neither'
          ? 'What lies there is neither what was there before nor what was promoted, so somebody else wrote it.'
          : 'Nothing was changed.'
      return (undoing ? failUndo : fail)(write, promotion, 'interrupted', `${why} ${what}`)
    })
    if (cause !== undefined && (undoing ? standing !== 'not_in_force' : standing !== 'in_force'))
      throw new InterlockError('promotion_failed', {
        path: targetOf(promotion).describe(keptOf(promotion).record).path,
        reason: why,
      })
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

  return {
    plan: async (items) => {
      const plans: PromotionPlan[] = []
      const refused: ReviewRefusal[] = []
      const ready: { row: ArtifactRow; request: PromotionRequest }[] = []
      for (const { id, request } of items) {
        try {
          const row = artifacts.find(id)
          if (row.busy === 1) throw new InterlockError('artifact_busy', { id })
          refuseUnpromotable(row)
          refuseBlocked(deps.blocked())
          ready.push({ row, request })
        } catch (error) {
          refused.push(refusalOf(id, error))
        }
      }
      // All of one call go to one kind of target while there is one.
      const looks = await targets.workspace_file.look(ready.map(({ row, request }) => ({ artifact: row, request })))
      for (const [at, { row, request }] of ready.entries()) {
        const look = looks[at]
        if (look === undefined || look instanceof Error) refused.push(refusalOf(row.id, look))
        else
          plans.push({
            id: row.id,
            revision: row.revision,
            request,
            effects: [...look.effects],
            plan: look.binding,
          })
      }
      return { plans, refused }
    },
    promote: (items, note, actor) => {
      const trimmed = note?.trim()
      const kept = trimmed === undefined || trimmed === '' ? null : trimmed
      return inTurn(() => each(items, (item) => promoteOne(item, kept, actor)))
    },
    undo: (items, actor) => inTurn(() => each(items, (item) => undoOne(item, actor))),
    settle: () =>
      inTurn(async () => {
        for (const promotion of promotions.open()) {
          if (deps.blocked()) return
          await settleOne(promotion).catch((error: unknown) =>
            deps.onTrouble(`The promotion ${promotion.id}, which was under way`, error),
          )
        }
      }),
  }
}
