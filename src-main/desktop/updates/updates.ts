import type { UpdateState } from '#schemas'

/** What the operator can do about updates. */
export interface Updates {
  readonly state: () => UpdateState
  /** @throws InterlockError update_impossible */
  readonly check: () => Promise<UpdateState>
  /** @throws InterlockError update_impossible */
  readonly install: () => Promise<UpdateState>
  readonly wait: () => UpdateState
  readonly onChange: (tell: (state: UpdateState) => void) => () => void
  readonly close: () => void
}
