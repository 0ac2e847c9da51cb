import { z } from 'zod'
import { ARTIFACT_KINDS, ARTIFACT_STATES, type ArtifactState, idSchema } from '#schemas'
import type { ArtifactFilter } from '#schemas/contract'

/** Names separated by commas, each once and in the order of `known`; others make the address unreadable. */
function names<T extends string>(known: readonly T[]) {
  return z
    .string()
    .transform((text) => [...new Set(text.split(',').filter((part) => part !== ''))])
    .pipe(z.array(z.enum(known)))
    .transform((chosen) => known.filter((each) => chosen.includes(each)).join(','))
}

/** The page's part of the URL; all of it left out is what needs review. */
export const reviewSearchSchema = z.object({
  /** States, separated by commas; `all` for any. */
  state: z.union([z.literal('all'), names(ARTIFACT_STATES)]).optional(),
  /** Kinds, separated by commas. */
  type: names(ARTIFACT_KINDS).optional(),
  /** Workspace the artifacts were made for. */
  domain: z.string().max(64).optional(),
  q: z.string().max(128).optional(),
  /** The artifact that is open. */
  id: idSchema.optional(),
  /** `1` while the change is shown that promoting would make. */
  diff: z.coerce.string().pipe(z.literal('1')).optional(),
  /** What else is shown of it. */
  view: z.enum(['text', 'origin']).optional(),
  /** Where it would be promoted to, as far as it is not what is suggested. */
  to: z.string().max(4096).optional(),
  into: z.string().max(64).optional(),
})
export type ReviewSearch = z.infer<typeof reviewSearchSchema>
export type ReviewView = 'content' | 'text' | 'change' | 'origin'

const DEFAULT_STATES: readonly ArtifactState[] = ['needs_review']

/** The states that are listed. */
export function statesOf({ state }: ReviewSearch): readonly ArtifactState[] {
  if (state === undefined || state === '') return DEFAULT_STATES
  if (state === 'all') return ARTIFACT_STATES
  return ARTIFACT_STATES.filter((each) => state.split(',').includes(each))
}

/** As the URL says it; the default is left out. */
export function stateParam(states: readonly ArtifactState[]): string | undefined {
  if (states.length === ARTIFACT_STATES.length) return 'all'
  if (states.length === 0 || states.join() === DEFAULT_STATES.join()) return undefined
  return ARTIFACT_STATES.filter((each) => states.includes(each)).join(',')
}

/** What the core is asked for beside the states. */
export function narrowOf({ type, domain, q }: ReviewSearch): Omit<ArtifactFilter, 'state'> {
  const kind = ARTIFACT_KINDS.filter((each) => type?.split(',').includes(each) === true)
  return {
    ...(kind.length > 0 && { kind }),
    ...(domain !== undefined && domain !== '' && { workspace: [domain] }),
    ...(q !== undefined && q !== '' && { q }),
  }
}

export function filterOf(search: ReviewSearch): ArtifactFilter {
  const states = statesOf(search)
  return { ...(states.length < ARTIFACT_STATES.length && { state: [...states] }), ...narrowOf(search) }
}

export function isNarrowed(search: ReviewSearch): boolean {
  return Object.keys(narrowOf(search)).length > 0
}

/** What is shown of the artifact. */
export function viewOf({ diff, view }: ReviewSearch): ReviewView {
  return diff === undefined ? (view ?? 'content') : 'change'
}

/** As the URL says it. */
export function viewParams(view: ReviewView): Pick<ReviewSearch, 'diff' | 'view'> {
  return {
    diff: view === 'change' ? '1' : undefined,
    view: view === 'text' || view === 'origin' ? view : undefined,
  }
}
