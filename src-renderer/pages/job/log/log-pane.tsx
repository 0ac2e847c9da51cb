import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { LogLine, Run } from '#schemas'
import { formatBytes, shortId } from '#schemas/format'
import { problemOf, useCommand } from '../../../app/index.ts'
import {
  ArrowDownIcon,
  Button,
  Checkbox,
  CopyIcon,
  cx,
  EmptyState,
  ErrorPanel,
  LoadingBar,
  useKeys,
  useToast,
  withoutColours,
} from '../../../components/index.ts'
import type { LogAsked } from './asked.ts'
import { literalHits } from './draw-line.ts'
import { FindBox } from './find-box.tsx'
import { LinesBox } from './lines-box.tsx'
import { extendRange, readLineRange, writeLineRange } from './lines-range.ts'
import { everyLine, onlyAround } from './log-rows.ts'
import type { LogView } from './compose-rows.ts'
import type { LogSurface } from './log-surface.ts'
import { PlainLog } from './plain-log.tsx'
import { useRegexHits } from './use-regex-hits.ts'
import { useLogSearch } from './use-log-search.ts'
import { useLogStore } from './use-log-store.ts'

const LogScreen = lazy(async () => ({ default: (await import('./log-screen.tsx')).LogScreen }))

/** Lines shown around a match when only matches are wanted. */
const AROUND = 3
/** More than this is no text for a clipboard. */
const MOST_COPIED = 50_000

/** A moment that something else on the page is at; a new object each time it is set. */
export interface Moment {
  readonly at: number
}

interface LogPaneProps {
  readonly run: Run
  readonly asked: LogAsked
  readonly onAsk: (next: LogAsked) => void
  /** Scrolls there when it changes. */
  readonly moment: Moment | undefined
  /** A line was chosen, or came to the top; when it was written. */
  readonly onMoment?: ((at: number, how: 'chosen' | 'scrolled') => void) | undefined
  /** Whether the keys of the page belong to this log; of two side by side only one has them. */
  readonly keys?: boolean
  readonly className?: string | undefined
}

/** What a run wrote, whole and live: followed, frozen, searched, by lines and times. */
export function LogPane({ run, asked, onAsk, moment, onMoment, keys = true, className }: LogPaneProps) {
  const { store, state } = useLogStore(run.id)
  const search = useLogSearch(run.id, asked, state.stored)
  const cli = useCommand()
  const toast = useToast()
  const [surface, setSurface] = useState<LogSurface>()
  const [plain, setPlain] = useState(false)
  const [time, setTime] = useState(false)
  const [wrap, setWrap] = useState(true)
  const [seen, setSeen] = useState({ first: 1, last: 1, atEnd: true })
  const [matchAt, setMatchAt] = useState(0)
  const [momentLine, setMomentLine] = useState<number>()
  const findBox = useRef<HTMLInputElement>(null)
  const range = useMemo(() => readLineRange(asked.lines), [asked.lines])
  const { find, regex, only } = asked
  const searching = find !== ''

  const rows = useMemo(
    () => (only && searching ? onlyAround(search.numbers, AROUND, state.count) : everyLine(state.count)),
    [only, searching, search.numbers, state.count],
  )
  const regexHits = useRegexHits(run.id, regex && searching ? find : '', seen)
  const current = search.numbers[matchAt]
  const view = useMemo(
    (): LogView => ({
      rows,
      lineOf: store.line,
      wrap,
      time,
      hitsOf: (line: LogLine) =>
        regex ? (regexHits.get(line.number) ?? []) : literalHits(withoutColours(line.text), find),
      current,
      chosen: range ?? (momentLine === undefined ? undefined : { first: momentLine, last: momentLine }),
    }),
    // The version stands for the lines behind `lineOf`.
    // oxlint-disable-next-line react/exhaustive-deps -- see above
    [rows, store, state.version, wrap, time, regex, regexHits, find, current, range, momentLine],
  )
  useEffect(() => {
    if (state.count > 0) store.want(Math.max(1, seen.first - 60), seen.last + 60)
  }, [store, seen, state.count])

  // A new search begins at its first match, unless the address names lines.
  const sought = useRef(range === undefined ? '' : `${regex} ${find}`)
  useEffect(() => {
    const key = `${regex} ${find}`
    if (sought.current === key || !surface || !searching || search.numbers.length === 0) return
    sought.current = key
    setMatchAt(0)
    surface.reveal(search.numbers[0] ?? 1)
  }, [find, regex, searching, search.numbers, surface])
  useEffect(() => {
    if (!searching) sought.current = ''
  }, [searching])

  const revealed = useRef('')
  useEffect(() => {
    if (!surface || !state.known || range === undefined || revealed.current === asked.lines) return
    revealed.current = asked.lines ?? ''
    surface.reveal(range.first)
  }, [surface, state.known, range, asked.lines])

  const known = state.known && state.count > 0
  useEffect(() => {
    if (moment === undefined || !surface || !known) return
    let wanted = true
    void store.lineAt(moment.at).then((line) => {
      if (!wanted || line === undefined) return
      setMomentLine(line)
      surface.reveal(line)
    })
    return () => {
      wanted = false
    }
  }, [moment, surface, store, known])

  const step = (by: number) => {
    const { length } = search.numbers
    if (length === 0) return
    const next = (matchAt + by + length) % length
    setMatchAt(next)
    surface?.reveal(search.numbers[next] ?? 1)
  }
  const copy = async () => {
    const wanted = range ?? { first: 1, last: state.count }
    if (wanted.last - wanted.first >= MOST_COPIED) {
      const command = `${cli} jobs logs ${shortId(run.job_id)} --run ${run.number}`
      await navigator.clipboard.writeText(command)
      toast({ text: `Too long for a clipboard. The command that prints it was copied: ${command}` })
      return
    }
    const lines = await store.all(wanted.first, wanted.last)
    await navigator.clipboard.writeText(lines.map((line) => withoutColours(line.text)).join('\n'))
    toast({ text: `${lines.length.toLocaleString('en-US')} ${lines.length === 1 ? 'line' : 'lines'} copied` })
  }
  const onView = useCallback(
    (next: { first: number; last: number; atEnd: boolean }) => {
      setSeen((before) =>
        before.first === next.first && before.last === next.last && before.atEnd === next.atEnd ? before : next,
      )
      const line = store.line(next.first)
      if (line && !next.atEnd) onMoment?.(Date.parse(line.at), 'scrolled')
    },
    [store, onMoment],
  )
  const choose = (line: number, extend: boolean) => {
    const next = extendRange(range, line, extend)
    revealed.current = writeLineRange(next)
    onAsk({ ...asked, lines: writeLineRange(next) })
    const at = store.line(line)?.at
    if (at !== undefined) onMoment?.(Date.parse(at), 'chosen')
  }
  useKeys([
    { keys: '/', label: 'Find in the log', run: () => findBox.current?.focus(), when: () => keys },
    {
      keys: 'y',
      label: range ? 'Copy the chosen lines' : 'Copy the log',
      run: () => void copy(),
      when: () => keys && state.count > 0,
    },
    { keys: 'End', label: 'Jump to the end', run: () => surface?.jumpToEnd(), when: () => keys && !plain },
    {
      keys: 'Escape',
      label: 'Choose no lines',
      run: () => onAsk({ ...asked, lines: undefined }),
      when: () => keys && range !== undefined,
    },
  ])

  const running = run.finished_at === null
  return (
    <div className={cx('flex h-full min-h-0 flex-col', className)}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2">
        <FindBox input={findBox} asked={asked} onAsk={onAsk} search={search} at={matchAt} onStep={step} />
        <LinesBox
          key={asked.lines}
          lines={asked.lines}
          count={state.count}
          onLines={(lines) => onAsk({ ...asked, lines })}
        />
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Checkbox checked={time} onChange={setTime} label="Times" />
          <Checkbox checked={wrap} onChange={setWrap} label="Wrap" disabled={plain} />
          <Checkbox checked={plain} onChange={setPlain} label="Plain text" />
        </span>
        <span className="ml-auto flex items-center gap-3 text-ink-2">
          {!plain && known && !seen.atEnd && (
            <>
              <span>{running ? 'Frozen' : 'Scrolled up'}</span>
              <Button size="small" icon={ArrowDownIcon} onClick={() => surface?.jumpToEnd()}>
                {running ? 'Jump to live' : 'Jump to end'}
              </Button>
            </>
          )}
          {known && (
            <span className="text-ink-3" title={`${state.stored.toLocaleString('en-US')} bytes stored`}>
              {state.count.toLocaleString('en-US')} {state.count === 1 ? 'line' : 'lines'} · {formatBytes(state.stored)}
            </span>
          )}
          <Button size="small" look="quiet" icon={CopyIcon} disabled={!known} onClick={() => void copy()}>
            {range ? 'Copy lines' : 'Copy'}
          </Button>
        </span>
      </div>
      <LoadingBar active={state.loading || (searching && !search.done)} />
      {state.error && (
        <ErrorPanel
          {...problemOf(state.error, 'What was read so far stays here.')}
          action={
            <Button size="small" onClick={() => store.poke()}>
              Read on
            </Button>
          }
          className="m-4"
        />
      )}
      {search.error && <ErrorPanel {...problemOf(search.error, 'The log is not touched by this.')} className="m-4" />}
      <div className="relative min-h-0 flex-1 border-t border-line bg-surface">
        {state.known && state.count === 0 ? (
          running ? (
            <EmptyState kind="all_clear" title="Nothing written yet.">
              What this run writes is shown here from its first line on.
            </EmptyState>
          ) : (
            <EmptyState kind="all_clear" title="This run wrote nothing." />
          )
        ) : only && searching && search.done && search.numbers.length === 0 ? (
          <EmptyState kind="filtered" title="No line matches.">
            {state.count.toLocaleString('en-US')} lines without this search.
          </EmptyState>
        ) : plain ? (
          <PlainLog rows={rows} lineOf={store.line} want={store.want} time={time} chosen={range} />
        ) : (
          <Suspense fallback={null}>
            <LogScreen
              view={view}
              label={`Log of run ${run.number}`}
              onSurface={setSurface}
              onView={onView}
              onLine={choose}
            />
          </Suspense>
        )}
      </div>
    </div>
  )
}
