import { useState } from 'react'
import { Button, readStretch, secondsOf, TextInput, writeStretch } from '../../components/index.ts'
import { leaveOnEscape } from './leave-on-escape.ts'

interface RangeBoxProps {
  readonly range: string | undefined
  readonly duration: number
  readonly onRange: (range: string | undefined) => void
}

/** The stretch a timeline shows, in seconds of the run; typed what dragging over the timeline does. */
export function RangeBox({ range, duration, onRange }: RangeBoxProps) {
  const shown = readStretch(range, duration)
  const [from, setFrom] = useState(shown ? secondsOf(shown.from) : '')
  const [to, setTo] = useState(shown ? secondsOf(shown.to) : '')
  const typed = `${from.trim() || '0'}-${to.trim() || secondsOf(duration)}`
  const stretch = readStretch(typed, duration)
  const empty = from.trim() === '' && to.trim() === ''
  const take = () => {
    if (empty) onRange(undefined)
    else if (stretch) onRange(writeStretch(stretch))
  }
  return (
    <form
      className="flex items-center gap-1.5"
      onSubmit={(event) => {
        event.preventDefault()
        take()
      }}
    >
      <span className="text-ink-3">Range</span>
      <TextInput
        aria-label="From, seconds of the run"
        placeholder="0"
        dense
        inputMode="decimal"
        value={from}
        aria-invalid={(!empty && stretch === undefined) || undefined}
        onChange={(event) => setFrom(event.target.value)}
        onKeyDown={leaveOnEscape}
        className="w-16! text-right"
      />
      <span aria-hidden="true">–</span>
      <TextInput
        aria-label="To, seconds of the run"
        placeholder={secondsOf(duration)}
        dense
        inputMode="decimal"
        value={to}
        aria-invalid={(!empty && stretch === undefined) || undefined}
        onChange={(event) => setTo(event.target.value)}
        onKeyDown={leaveOnEscape}
        className="w-20! text-right"
      />
      <span className="text-ink-3">s</span>
      <button type="submit" className="sr-only focus:not-sr-only">
        Show range
      </button>
      {shown && (
        <Button size="small" look="quiet" onClick={() => onRange(undefined)}>
          Whole run
        </Button>
      )}
    </form>
  )
}
