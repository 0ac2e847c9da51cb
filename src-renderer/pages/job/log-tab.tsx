import { useCallback, useRef, useState } from 'react'
import { formatBytes } from '#schemas/format'
import type { Run } from '#schemas'
import { problemOf } from '../../app/index.ts'
import {
  ArrowDownIcon,
  Button,
  Checkbox,
  ChevronDownIcon,
  ChevronUpIcon,
  CopyIcon,
  EmptyState,
  ErrorPanel,
  IconButton,
  LoadingBar,
  TextInput,
  useKeys,
  useToast,
} from '../../components/index.ts'
import { leaveOnEscape } from './leave-on-escape.ts'
import { LogScreen } from './log-screen.tsx'
import { type Found, KEPT_LINES, type LogTerminal } from './log-terminal.ts'
import { withoutColours } from './log-text.ts'
import { PlainLog } from './plain-log.tsx'
import { useRunOutput } from './use-run-output.ts'

interface LogTabProps {
  readonly run: Run
  readonly find: string
  readonly onFind: (find: string) => void
}

/** What a run wrote, from its first byte, live. */
export function LogTab({ run, find, onFind }: LogTabProps) {
  const output = useRunOutput(run.id)
  const { progress, buffer } = output
  const toast = useToast()
  const log = useRef<LogTerminal>(undefined)
  const setScreen = useCallback((screen: LogTerminal | undefined) => {
    log.current = screen
  }, [])
  const [plain, setPlain] = useState(false)
  const [time, setTime] = useState(false)
  const [following, setFollowing] = useState(true)
  const [found, setFound] = useState<Found>({ current: 0, count: 0 })
  const [findBox, setFindBox] = useState<HTMLInputElement | null>(null)

  const look = (direction: 'next' | 'previous') => log.current?.find(find, direction)
  const copyAll = () => {
    void navigator.clipboard.writeText(buffer.lines.map((line) => withoutColours(line.text)).join('\n'))
    toast({ text: `${buffer.lines.length.toLocaleString('en-US')} lines copied` })
  }
  useKeys([
    { keys: '/', label: 'Find in the log', run: () => findBox?.focus() },
    { keys: 'y', label: 'Copy the log', run: copyAll },
    { keys: 'End', label: 'Jump to the end', run: () => log.current?.jumpToLive() },
  ])

  const running = run.finished_at === null
  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
        <div className="flex items-center gap-1">
          <TextInput
            ref={setFindBox}
            aria-label="Find in the log"
            placeholder="Find"
            value={find}
            disabled={plain}
            onChange={(event) => {
              onFind(event.target.value)
              log.current?.find(event.target.value, 'previous', { incremental: true })
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') look(event.shiftKey ? 'next' : 'previous')
              leaveOnEscape(event)
            }}
            className="w-48"
          />
          <IconButton
            icon={ChevronUpIcon}
            label="Earlier match"
            size="small"
            disabled={plain || find === ''}
            onClick={() => look('previous')}
          />
          <IconButton
            icon={ChevronDownIcon}
            label="Later match"
            size="small"
            disabled={plain || find === ''}
            onClick={() => look('next')}
          />
          <span aria-live="polite" className="min-w-20 text-ink-2">
            {find !== '' && !plain && (found.count === 0 ? 'No match' : `${found.current} of ${found.count}`)}
          </span>
        </div>
        <Checkbox checked={time} onChange={setTime} label="Times" />
        <Checkbox checked={plain} onChange={setPlain} label="Plain text" />
        <span className="text-meta text-ink-3">
          <span className="text-bad">▌</span> stderr <span className="ml-2 text-run">▸</span> Interlock
        </span>
        <span className="ml-auto flex items-center gap-3 text-ink-2">
          {!plain && !following && (
            <>
              <span>{running ? 'Frozen' : 'Scrolled up'}</span>
              <Button size="small" icon={ArrowDownIcon} onClick={() => log.current?.jumpToLive()}>
                {running ? 'Jump to live' : 'Jump to end'}
              </Button>
            </>
          )}
          {progress && <span>{sizeText(progress.read, progress.stored, progress.complete)}</span>}
          <Button size="small" look="quiet" icon={CopyIcon} onClick={copyAll}>
            Copy
          </Button>
        </span>
      </div>
      {buffer.dropped > 0 && (
        <p className="border-t border-line bg-warn-tint px-4 py-1.5">
          The last {KEPT_LINES.toLocaleString('en-US')} lines are shown; {buffer.dropped.toLocaleString('en-US')} came
          before them. <code className="font-mono">interlock logs {run.job_id}</code> prints them all.
        </p>
      )}
      <LoadingBar active={progress?.behind === true} />
      {progress?.error && (
        <ErrorPanel
          {...problemOf(progress.error, 'What was read so far stays here.')}
          action={
            <Button size="small" onClick={output.retry}>
              Read on
            </Button>
          }
          className="m-4"
        />
      )}
      <div className="relative min-h-0 flex-1 border-t border-line bg-surface">
        {progress?.complete === true && buffer.count === 0 ? (
          <EmptyState kind="all_clear" title="This run wrote nothing." />
        ) : plain ? (
          <PlainLog output={output} time={time} />
        ) : (
          <LogScreen
            output={output}
            time={time}
            onScreen={setScreen}
            find={find}
            onFollow={setFollowing}
            onFound={setFound}
          />
        )}
      </div>
    </div>
  )
}

function sizeText(read: number, stored: number, complete: boolean): string {
  if (complete || read === stored) return formatBytes(stored)
  return `Reading, ${formatBytes(read)} of ${formatBytes(stored)}`
}
