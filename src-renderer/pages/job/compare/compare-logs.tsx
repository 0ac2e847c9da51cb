import { useCallback, useState } from 'react'
import { Checkbox } from '../../../components/index.ts'
import type { LogAsked } from '../log/asked.ts'
import { LogPane, type Moment } from '../log/log-pane.tsx'
import type { Side } from './differences.ts'
import { type CompareSearch, comparedAsked } from './search.ts'

interface CompareLogsProps {
  readonly a: Side
  readonly b: Side
  readonly search: CompareSearch
  readonly go: (next: CompareSearch) => void
}

type Which = 'a' | 'b'

/** Both logs side by side; scrolling one brings the other to the same time since its start. */
export function CompareLogs({ a, b, search, go }: CompareLogsProps) {
  const [linked, setLinked] = useState(true)
  const [moments, setMoments] = useState<{ a?: Moment; b?: Moment }>({})
  const [lines, setLines] = useState<{ a?: string | undefined; b?: string | undefined }>({})
  // The side under pointer or focus leads; the other only follows, or they would push each other on.
  const [leads, setLeads] = useState<Which>('a')
  const startOf = (which: Which) => Date.parse((which === 'a' ? a : b).run.started_at)
  const [startA, startB] = [startOf('a'), startOf('b')]
  const onMoment = useCallback(
    (which: Which, at: number) => {
      if (!linked || leads !== which) return
      if (which === 'a') setMoments({ b: { at: at - startA + startB } })
      else setMoments({ a: { at: at - startB + startA } })
    },
    [linked, leads, startA, startB],
  )
  const onA = useCallback((at: number) => onMoment('a', at), [onMoment])
  const onB = useCallback((at: number) => onMoment('b', at), [onMoment])
  const ask = (which: Which) => (asked: LogAsked) => {
    setLines((before) => ({ ...before, [which]: asked.lines }))
    const { find: _, ...rest } = search
    if (asked.find !== (search.find ?? '')) go(asked.find === '' ? rest : { ...rest, find: asked.find })
  }
  const asked = comparedAsked(search)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="border-b border-line px-4 py-2">
        <Checkbox checked={linked} onChange={setLinked} label="Scroll both by the time since their start" />
      </div>
      <div className="grid min-h-0 flex-1 grid-cols-2 divide-x divide-line max-sm:grid-cols-1">
        {(['a', 'b'] as const).map((which) => (
          // Only what leads is noticed here; the log inside does the rest.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- see above
          <section
            key={which}
            aria-label={`Log ${which.toUpperCase()}`}
            onPointerEnter={() => setLeads(which)}
            onFocus={() => setLeads(which)}
            className="min-h-0 min-w-0"
          >
            <LogPane
              run={(which === 'a' ? a : b).run}
              asked={{ ...asked, lines: lines[which] }}
              onAsk={ask(which)}
              moment={moments[which]}
              onMoment={which === 'a' ? onA : onB}
              keys={leads === which}
            />
          </section>
        ))}
      </div>
    </div>
  )
}
