/** A question with buttons, in a window of the system. */
export interface Question {
  readonly type: 'question' | 'warning' | 'info' | 'error'
  readonly message: string
  readonly detail: string
  readonly buttons: readonly string[]
  /** The button that Escape means, and closing the question. */
  readonly refuse: number
  /** The button that Enter means. */
  readonly enter: number
}

/** What a notice of the system says. It stays in its lists and shows on locked screens: no text of a job. */
export interface Notice {
  readonly title: string
  readonly body: string
}

/** Asks; the number of the button, or undefined where the question was withdrawn before anybody answered. */
export type Ask = (question: Question, signal?: AbortSignal) => Promise<number | undefined>
