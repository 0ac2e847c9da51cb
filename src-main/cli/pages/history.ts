import { isEventKind } from '#schemas'
import { eventTexts } from '#schemas/texts'
import { printableLine } from '../output/printable.ts'
import { table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'

interface Past {
  readonly seq: number
  readonly kind: string
  readonly at: string
  readonly by: string
  readonly note: string | null
}

/** What happened to something, an event a line. */
export function historyRows(history: readonly Past[], nowMs: number, width: number | undefined): string[] {
  return table(
    history.map(({ seq, at, kind, by, note }) => [
      `  ${seq}`,
      isEventKind(kind) ? eventTexts[kind] : kind,
      describeTime(at, nowMs),
      by,
      note === null ? '' : printableLine(note),
    ]),
    width,
  )
}
