import { z } from 'zod'
import {
  type ChainDecisionWord,
  type ChainReason,
  filledJob,
  firingReasonSchema,
  isTrustDenial,
  type Given,
  MAX_CHAIN_DEPTH,
  MAX_VALUES_UNITS,
  type ScheduleSpec,
  verdictSchema,
} from '#schemas'
import { type Clock, isoTime } from '#schemas/format'
import type { Ledger, Store, Write } from '#core/record'
import { isSuccess } from '../schedules/index.ts'
import type { ChainTable, DecisionRow, EndRow, Link } from './chain-table.ts'
import type { ParentValues } from './given.ts'
import { type Judge, JUDGE_LIMIT_MS } from './judge.ts'

/** A firing to be made for a child. The same key makes it once. */
export interface ChainFiring {
  readonly schedule: string
  readonly key: string
  readonly due_at: number
  readonly parent: { readonly job: string; readonly run: string | null }
  readonly given: Given
}

/** What became of it at once. `reason` is JSON. */
export interface Fired {
  readonly id: string
  readonly state: string
  readonly reason: string | null
}

export interface DecideDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly clock: Clock
  readonly table: ChainTable
  readonly judge: Pick<Judge, 'test'>
  readonly values: ParentValues
  /** What a schedule is now; undefined once it is gone, or cannot be read. */
  readonly specOf: (schedule: string) => ScheduleSpec | undefined
  readonly fire: (write: Write, firing: ChainFiring) => Fired
}

const settledEnd = z.object({ state: z.enum(['succeeded', 'failed', 'cancelled']), verdict: verdictSchema.nullable() })

interface Conclusion {
  readonly decision: ChainDecisionWord
  readonly reason: ChainReason | null
  readonly due_at: number
  readonly firing?: ChainFiring
}

/** Decides what follows a job that is over, link by link, each in a write of its own. What was decided before a crash stays. */
export function createDecide(deps: DecideDeps): (end: EndRow) => Promise<void> {
  const { store, ledger, clock, table, judge, values } = deps

  /** Why the end is none that the link asks for, its condition included; undefined where it is one. */
  async function unmet(end: EndRow, { on, condition }: Link): Promise<Omit<Conclusion, 'due_at'> | undefined> {
    const no = (reason: ChainReason) => ({ decision: 'not_met', reason }) as const
    const refused = (reason: ChainReason) => ({ decision: 'refused', reason }) as const
    if (end.state === 'cancelled') return no({ code: 'cancelled' })
    if (isNotLetIn(end)) return no({ code: 'not_let_in', outcome: end.code ?? '' })
    const { state, verdict } = settledEnd.parse(end)
    const ended = isSuccess({ state, verdict }) ? 'success' : 'failure'
    if (on !== 'complete' && on !== ended) return no({ code: 'other_end', end: ended })
    if (condition === null) return undefined
    const judged = await judge.test(values.leftBehind(end.run), condition)
    if ('met' in judged) return judged.met ? undefined : no({ code: 'condition_false' })
    switch (judged.refused) {
      case 'unreadable':
        return refused({ code: 'condition_unreadable' })
      case 'gone':
        return refused({ code: 'output_gone' })
      case 'timed_out':
        return refused({ code: 'condition_timed_out', limit_ms: JUDGE_LIMIT_MS })
      case 'too_large':
        return refused({ code: 'condition_too_large', bytes: judged.bytes, limit: judged.limit })
    }
  }

  async function conclude(end: EndRow, link: Link, root: string, depth: number): Promise<Conclusion> {
    const due = end.at + link.delay_s * 1000
    const why = await unmet(end, link)
    if (why !== undefined) return { ...why, due_at: due }
    const stop = (decision: ChainDecisionWord, reason: ChainReason) => ({ decision, reason, due_at: due })
    if (depth > MAX_CHAIN_DEPTH) return stop('refused', { code: 'too_deep', limit: MAX_CHAIN_DEPTH })
    const spec = deps.specOf(link.child)
    if (spec === undefined) return stop('refused', { code: 'schedule_gone' })
    const before = latest(table.inPassage(root, link.child))
    const isAll = spec.join === 'all'
    const fired = isAll
      ? before.find(({ decision }) => decision === 'fired')
      : table.firedBy(end.job, end.run).find(({ child }) => child === link.child)
    if (fired !== undefined && fired.firing !== null)
      return stop('not_met', { code: 'already_fired', firing: fired.firing })
    const others = before.filter(({ decision, link: at }) => decision === 'waiting' && at !== link.link)
    const missing = isAll ? spec.after.length - 1 - others.length : 0
    if (missing > 0) return stop('waiting', { code: 'waits_for_others', missing })
    const due_at = isAll ? Math.max(due, ...others.map((each) => each.due_at)) : due

    const parents = spec.after.map((_, at) => (at === link.link ? end : before.find((each) => each.link === at)))
    const given = await values.of(spec, end, parents)
    if (given === undefined) return stop('refused', { code: 'values_timed_out', limit_ms: JUDGE_LIMIT_MS })
    if (JSON.stringify(given).length > MAX_VALUES_UNITS)
      return stop('refused', { code: 'values_too_large', limit: MAX_VALUES_UNITS })
    const filled = filledJob(spec, { ...given, 'firing.due_at': isoTime(due_at), 'firing.kind': 'chain' })
    if (!filled.ok) return stop('refused', filled.refusal)
    const key = `chain:${end.run ?? end.job}:${link.child}`
    const parent = { job: end.job, run: end.run }
    const firing: ChainFiring = { schedule: link.child, key, due_at, parent, given }
    return { decision: 'fired', reason: null, due_at, firing }
  }

  function record(
    write: Write,
    end: EndRow,
    { parent, child, link }: Link,
    { root, depth }: { readonly root: string; readonly depth: number },
    { decision, reason, due_at, firing }: Omit<Conclusion, 'firing'> & { readonly firing: string | null },
  ): void {
    const { job, run } = end
    const at = clock.now()
    const told = { parent, child, link, root, depth, due_at, decision, reason, firing }
    const seq = ledger.append(write, 'chain.decided', told, {
      actor: 'core',
      job,
      ...(run !== null && { run }),
      at,
    })
    table.addDecision.run(write, {
      ...told,
      seq,
      at,
      job,
      run,
      reason: reason === null ? null : JSON.stringify(reason),
    })
  }

  return async (end) => {
    const passage = table.passageOf(end.firing)
    const step = { root: passage.root, depth: passage.depth + 1 }
    for (const link of table.childrenOf(end.schedule)) {
      if (table.isDecided(end.job, end.run, link)) continue
      const { firing, ...conclusion } = await conclude(end, link, step.root, step.depth)
      await store.write((write) => {
        const fired = firing === undefined ? undefined : deps.fire(write, firing)
        record(write, end, link, step, concluded(conclusion, fired))
      })
    }
    await store.write((write) => table.dropEnd.run(write, { seq: end.seq }))
  }
}

/** A firing that something stood against at once is no fired one; it is there all the same, and says why. */
function concluded(
  conclusion: Omit<Conclusion, 'firing'>,
  fired: Fired | undefined,
): Omit<Conclusion, 'firing'> & { readonly firing: string | null } {
  if (fired === undefined) return { ...conclusion, firing: null }
  if (fired.state !== 'refused') return { ...conclusion, firing: fired.id }
  const why = firingReasonSchema.safeParse(JSON.parse(fired.reason ?? 'null')).data
  const reason = { code: 'firing_refused', firing: fired.id, reason: why?.code ?? 'unknown' } as const
  return { ...conclusion, decision: 'refused', reason, firing: null }
}

/** Of each link, what was decided last. */
function latest(rows: readonly DecisionRow[]): DecisionRow[] {
  return [...new Map(rows.map((row) => [row.link, row])).values()]
}

/** Something else than its work ended it: it was asked about, and not let through. */
function isNotLetIn({ state, code }: EndRow): boolean {
  return state === 'failed' && (isTrustDenial(code) || code?.startsWith('approval_') === true)
}
