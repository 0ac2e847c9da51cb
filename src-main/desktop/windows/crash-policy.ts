/** What becomes of a page that ended on its own. */
export type AfterCrash = { readonly act: 'reload'; readonly afterMs: number } | { readonly act: 'ask' }

const WINDOW_MS = 60_000
const MOST = 3
const FIRST_WAIT_MS = 200

/** Has a page come back by itself, later each time, until it has ended three times within a minute: then somebody is asked. */
export function createCrashPolicy() {
  let crashes: number[] = []
  return {
    /** @param at monotonic milliseconds */
    crashed(at: number): AfterCrash {
      crashes = [...crashes.filter((each) => at - each < WINDOW_MS), at]
      if (crashes.length >= MOST) return { act: 'ask' }
      return { act: 'reload', afterMs: FIRST_WAIT_MS * 4 ** (crashes.length - 1) }
    },
    /** Somebody wants it back: it is counted anew. */
    forgive(): void {
      crashes = []
    },
  }
}
