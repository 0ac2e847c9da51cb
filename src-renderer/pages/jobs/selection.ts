/** Which jobs are selected: those named, or all that match but those named. */
export type Chosen =
  | { readonly of: 'named'; readonly ids: ReadonlySet<string> }
  | { readonly of: 'all'; readonly except: ReadonlySet<string> }

const NOTHING: Chosen = { of: 'named', ids: new Set() }

/** The selection of a list. Rows ask it one by one, so that selecting one draws one. */
export interface Selection {
  readonly chosen: () => Chosen
  readonly has: (id: string) => boolean
  readonly set: (ids: readonly string[], selected: boolean) => void
  /** Exactly these. */
  readonly only: (ids: readonly string[]) => void
  /** Everything that matches, also what is not loaded. */
  readonly all: () => void
  readonly clear: () => void
  readonly subscribe: (tell: () => void) => () => void
}

export function createSelection(): Selection {
  const listeners = new Set<() => void>()
  let chosen = NOTHING

  function become(next: Chosen): void {
    chosen = next
    for (const tell of listeners) tell()
  }

  return {
    chosen: () => chosen,
    has: (id) => isChosen(chosen, id),
    set(ids, selected) {
      if (chosen.of === 'named') become({ of: 'named', ids: changed(chosen.ids, ids, selected) })
      else become({ of: 'all', except: changed(chosen.except, ids, !selected) })
    },
    only: (ids) => become({ of: 'named', ids: new Set(ids) }),
    all: () => become({ of: 'all', except: new Set() }),
    clear() {
      if (!isEmpty(chosen)) become(NOTHING)
    },
    subscribe(tell) {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
  }
}

export function isChosen(chosen: Chosen, id: string): boolean {
  return chosen.of === 'named' ? chosen.ids.has(id) : !chosen.except.has(id)
}

export function isEmpty(chosen: Chosen): boolean {
  return chosen.of === 'named' && chosen.ids.size === 0
}

function changed(ids: ReadonlySet<string>, by: readonly string[], there: boolean): ReadonlySet<string> {
  const next = new Set(ids)
  for (const id of by) {
    if (there) next.add(id)
    else next.delete(id)
  }
  return next
}
