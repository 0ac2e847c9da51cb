import { useEffect, useState } from 'react'
import type { LogLine, OutputStream } from '#schemas'
import { Button, cx, Time, withoutColours } from '../../../components/index.ts'
import { showable } from '../log-text.ts'
import type { LogRows } from './log-rows.ts'

const words: Record<OutputStream, string> = { stdout: '', stderr: 'stderr', note: 'Interlock' }

/** Lines a screen reader is given at once. */
const PAGE = 500

interface PlainLogProps {
  readonly rows: LogRows
  readonly lineOf: (line: number) => LogLine | undefined
  readonly want: (first: number, last: number) => void
  readonly time: boolean
  readonly chosen: { readonly first: number; readonly last: number } | undefined
}

/** The log as a list of lines that a screen reader can read: number, stream in words, text; page by page. */
export function PlainLog({ rows, lineOf, want, time, chosen }: PlainLogProps) {
  const pages = Math.max(1, Math.ceil(rows.count / PAGE))
  const [page, setPage] = useState(() =>
    chosen === undefined ? pages - 1 : Math.floor(rows.rowOf(chosen.first) / PAGE),
  )
  const at = Math.min(page, pages - 1)
  const places = Array.from({ length: Math.min(PAGE, rows.count - at * PAGE) }, (_, index) =>
    rows.at(at * PAGE + index),
  )
  useEffect(() => {
    const lines = places.flatMap((place) => ('line' in place ? [place.line] : []))
    const [first, last] = [lines[0], lines.at(-1)]
    if (first !== undefined && last !== undefined) want(first, last)
  })
  return (
    // A box that scrolls must take focus, or its end cannot be reached by keyboard.
    <div
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
      tabIndex={0}
      role="group"
      aria-label="Plain text of the log"
      data-ring="inside"
      className="absolute inset-0 overflow-auto py-2"
    >
      <PageButton label="Earlier lines" shown={at > 0} onClick={() => setPage(at - 1)} />
      <ol aria-label="Log as plain text">
        {places.map((place, index) => {
          if ('gap' in place)
            return (
              <li key={`gap-${index}`} className="bg-sunken px-4 text-meta text-ink-3">
                {place.gap.toLocaleString('en-US')} lines left out
              </li>
            )
          const line = lineOf(place.line)
          return (
            <li
              key={place.line}
              aria-posinset={place.line}
              aria-setsize={rows.count}
              className={cx(
                'grid grid-cols-[4.5rem_4.5rem_minmax(0,1fr)] gap-x-3 px-4 font-mono',
                chosen && place.line >= chosen.first && place.line <= chosen.last && 'bg-selected',
              )}
            >
              <span className="text-right text-ink-3">{line?.stream === 'note' ? '' : place.line}</span>
              <span className={cx('font-sans', line?.stream === 'stderr' ? 'text-bad' : 'text-ink-3')}>
                {line ? words[line.stream] : '…'}
              </span>
              <span className="break-words whitespace-pre-wrap">
                {time && line && (
                  <>
                    <Time at={line.at} show="millis" reachable={false} className="text-ink-3" />{' '}
                  </>
                )}
                {line && withoutColours(showable(line.text))}
              </span>
            </li>
          )
        })}
      </ol>
      <PageButton label="Later lines" shown={at < pages - 1} onClick={() => setPage(at + 1)} />
    </div>
  )
}

function PageButton({ label, shown, onClick }: { label: string; shown: boolean; onClick: () => void }) {
  if (!shown) return null
  return (
    <Button size="small" onClick={onClick} className="mx-4 my-2">
      {label}
    </Button>
  )
}
