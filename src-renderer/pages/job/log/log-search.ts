/** What is looked for in a log. */
export interface Sought {
  readonly find: string
  /** RE2 instead of plain text. */
  readonly regex: boolean
}

export interface SearchAnswer {
  readonly numbers: readonly number[]
  readonly next: number | null
  readonly count: number
}

export interface SearchState {
  /** Lines that match, in order. */
  readonly numbers: readonly number[]
  /** Everything that is stored was looked at. */
  readonly done: boolean
  /** There are more than are counted. */
  readonly cut: boolean
  readonly error: Error | undefined
}

export const NOTHING_SOUGHT: SearchState = { numbers: [], done: true, cut: false, error: undefined }

/** Matching lines that are counted; a search for a single letter would otherwise fill the memory. */
export const MOST_MATCHES = 100_000

export interface LogSearchOptions {
  readonly ask: (from: number, signal: AbortSignal) => Promise<SearchAnswer>
  readonly onChange: (state: SearchState) => void
}

/** Looks through a log, answer by answer, as far as it is stored; `more` goes on when there is more. */
export function createLogSearch({ ask, onChange }: LogSearchOptions) {
  const abort = new AbortController()
  const numbers: number[] = []
  let from = 1
  let asking = false
  let again = false

  async function look(): Promise<void> {
    asking = true
    try {
      for (;;) {
        again = false
        const answer = await ask(from, abort.signal)
        // The last line may grow and match later, so it is looked at again.
        for (const number of answer.numbers) if (number > (numbers.at(-1) ?? 0)) numbers.push(number)
        from = answer.next ?? Math.max(from, answer.count)
        const cut = numbers.length >= MOST_MATCHES
        const done = answer.next === null || cut
        onChange({ numbers: [...numbers], done, cut, error: undefined })
        if (cut || (done && !again)) return
      }
    } catch (error) {
      if (abort.signal.aborted) return
      const problem = error instanceof Error ? error : new Error(String(error))
      onChange({ numbers: [...numbers], done: true, cut: false, error: problem })
    } finally {
      asking = false
    }
  }

  return {
    /** There may be more to look at. */
    more(): void {
      again = true
      if (!asking && numbers.length < MOST_MATCHES && !abort.signal.aborted) void look()
    },
    stop: () => abort.abort(),
  }
}
