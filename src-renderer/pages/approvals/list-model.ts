import type { Approval } from '#schemas'
import { nextOpen } from '../../components/index.ts'

/**
 * Brings the shown rows up to date. None moves or goes by itself: what was settled meanwhile stays in its place with its
 * outcome, and what is new stands below the rest.
 * @param known what else is known of rows that the answer does not hold any more
 */
export function merged(
  shown: readonly Approval[],
  fresh: readonly Approval[],
  known: readonly Approval[],
): readonly Approval[] {
  const byId = new Map([...known, ...fresh].map((approval) => [approval.id, approval]))
  const have = new Set(shown.map(({ id }) => id))
  return [...shown.map((row) => byId.get(row.id) ?? row), ...fresh.filter(({ id }) => !have.has(id))]
}

/** Where the next decision is after these: below them, else above. */
export function nextAfter(rows: readonly Approval[], decided: readonly string[]): string | undefined {
  return nextOpen(rows, decided, isPending)
}

/** Whether all of these ask for the same thing, so that they can be approved together. */
export function areAlike(approvals: readonly Approval[]): boolean {
  return new Set(approvals.map(({ alike }) => alike)).size === 1
}

/** Whether it still waits; what is decided is decided. */
export function isPending({ state }: Approval): boolean {
  return state === 'pending'
}
