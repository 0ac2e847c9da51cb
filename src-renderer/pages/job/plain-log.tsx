import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import type { OutputStream } from '#schemas'
import { cx, Time } from '../../components/index.ts'
import { withoutColours } from './log-text.ts'
import type { RunOutput } from './use-run-output.ts'

const words: Record<OutputStream, string> = { stdout: '', stderr: 'stderr', note: 'Interlock' }

/** The log as a list of lines that a screen reader can read: stream in words, number of the line, its text. */
export function PlainLog({ output, time }: { readonly output: RunOutput; readonly time: boolean }) {
  const scroller = useRef<HTMLDivElement>(null)
  const [, setDrawn] = useState(0)
  const { listen } = output
  useEffect(() => listen(() => setDrawn((before) => before + 1)), [listen])
  const { lines, count } = output.buffer
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 20,
    overscan: 20,
    useFlushSync: false,
  })
  return (
    // A box that scrolls must take focus, or its end cannot be reached by keyboard.
    <div
      ref={scroller}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
      tabIndex={0}
      data-ring="inside"
      role="list"
      aria-label="Log as plain text"
      className="absolute inset-0 overflow-auto"
    >
      <div style={{ height: virtual.getTotalSize() }} className="relative">
        {virtual.getVirtualItems().map((row) => {
          const line = lines[row.index]
          if (!line) return null
          return (
            <div
              key={row.key}
              role="listitem"
              aria-posinset={line.number}
              aria-setsize={count}
              data-index={row.index}
              ref={virtual.measureElement}
              style={{ transform: `translateY(${row.start}px)` }}
              className="absolute inset-x-0 top-0 grid grid-cols-[3.5rem_4.5rem_minmax(0,1fr)] gap-x-3 px-4 font-mono"
            >
              <span className="text-right text-ink-3">{line.number}</span>
              <span className={cx('font-sans', line.stream === 'stderr' ? 'text-bad' : 'text-ink-3')}>
                {words[line.stream]}
              </span>
              <span className="break-words whitespace-pre-wrap">
                {time && (
                  <>
                    <Time at={line.at} show="millis" reachable={false} className="text-ink-3" />{' '}
                  </>
                )}
                {withoutColours(line.text)}
              </span>
            </div>
          )
        })}
      </div>
    </div>
  )
}
