import type { ArtifactAct, ArtifactState } from '#schemas'

type Deciding = Exclude<ArtifactAct, 'note'>

/**
 * Which decision leads from which states to which. `promoted` is entered only by a promotion and left only by its undo, since
 * it says something about a place outside; `superseded` only by a newer run of the same job.
 */
const MOVES: Record<Deciding, { readonly from: readonly ArtifactState[]; readonly to: ArtifactState }> = {
  accept: { from: ['needs_review'], to: 'accepted' },
  reject: { from: ['needs_review', 'accepted'], to: 'rejected' },
  archive: { from: ['accepted', 'rejected', 'superseded'], to: 'archived' },
  reopen: { from: ['accepted', 'rejected', 'superseded', 'archived'], to: 'needs_review' },
}

const PROMOTABLE: readonly ArtifactState[] = ['needs_review', 'accepted']

/** The state `act` leads to, or undefined where it may not be done. */
export function after(state: ArtifactState, act: ArtifactAct): ArtifactState | undefined {
  if (act === 'note') return state
  const { from, to } = MOVES[act]
  return from.includes(state) ? to : undefined
}

/** Whether this is what `act` leads to anyway. */
export function isResultOf(state: ArtifactState, act: ArtifactAct): boolean {
  return act === 'note' || MOVES[act].to === state
}

export function isPromotable(state: ArtifactState): boolean {
  return PROMOTABLE.includes(state)
}
