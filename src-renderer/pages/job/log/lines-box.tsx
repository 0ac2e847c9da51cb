import { useState } from 'react'
import { TextInput } from '../../../components/index.ts'
import { leaveOnEscape } from '../leave-on-escape.ts'
import { readLineRange, writeLineRange } from './lines-range.ts'

/** A line or lines to go to, typed; the same as clicking their numbers. */
export function LinesBox({
  lines,
  count,
  onLines,
}: {
  readonly lines: string | undefined
  readonly count: number
  readonly onLines: (lines: string | undefined) => void
}) {
  const [text, setText] = useState(lines ?? '')
  const range = readLineRange(text)
  const wrong = text.trim() !== '' && (range === undefined || range.first > Math.max(1, count))
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() === '') onLines(undefined)
        else if (range && !wrong) onLines(writeLineRange(range))
      }}
    >
      <TextInput
        aria-label="Go to lines"
        title="A line, or lines such as 120-140"
        placeholder="Lines"
        dense
        value={text}
        aria-invalid={wrong || undefined}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={leaveOnEscape}
        className="w-24!"
      />
    </form>
  )
}
