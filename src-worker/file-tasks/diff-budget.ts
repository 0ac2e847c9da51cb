import type { FileAnswer } from '#schemas/protocol'

/** What the lines of all changes of one call may have together, in UTF-16 units. */
const MAX_SHOWN_UNITS = 4 * 1024 * 1024

/**
 * Leaves the lines of a change out, and says so (`cut` with no lines), where those before it have used up the room: a hundred
 * plans with theirs would be a gigabyte. One that is asked for alone is shown.
 */
export function createDiffBudget(tasks: number): (answer: FileAnswer) => FileAnswer {
  let room = tasks === 1 ? Number.POSITIVE_INFINITY : MAX_SHOWN_UNITS
  return (answer) => {
    if (answer.answer !== 'compared') return answer
    const units = answer.diff.hunks.flatMap(({ lines }) => lines).reduce((sum, line) => sum + line.length, 0)
    if (units > room) return { ...answer, diff: { ...answer.diff, hunks: [], cut: true } }
    room -= units
    return answer
  }
}
