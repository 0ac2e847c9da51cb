let id: string | undefined

/** The schedule that was opened last from the list: the way back leads to its row. Kept for as long as the page lives. */
export const lastOpened = {
  set: (next: string) => void (id = next),
  take: () => id,
}
