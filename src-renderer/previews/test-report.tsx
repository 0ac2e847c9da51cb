import type { CommandResult, TestRunnerResult } from '#schemas'
import { formatBytes, formatDuration } from '#schemas/format'
import { ArgvBoxes, ChevronRightIcon, NotPassedIcon, PassedIcon, withoutColours } from '../components/index.ts'
import { TextBlock } from './text-block.tsx'

/** What each command said; those that failed come first, and the first of them is open. */
export function TestReport({ report }: { readonly report: TestRunnerResult }) {
  const numbered = report.results.map((command, at) => ({ command, number: at + 1 }))
  const failed = numbered.filter(({ command }) => !hasPassed(command))
  const ordered = [...failed, ...numbered.filter(({ command }) => hasPassed(command))]
  return (
    <ol className="border-t border-line">
      {ordered.map(({ command, number }) => (
        <Command key={number} command={command} number={number} open={number === failed[0]?.number} />
      ))}
    </ol>
  )
}

interface CommandProps {
  readonly command: CommandResult
  /** Its place among the commands of the run. */
  readonly number: number
  readonly open: boolean
}

function Command({ command, number, open }: CommandProps) {
  const passed = hasPassed(command)
  const Sign = passed ? PassedIcon : NotPassedIcon
  const stdout = (
    <Stream
      key="stdout"
      name="stdout"
      text={command.stdout}
      bytes={command.stdout_bytes}
      cut={command.stdout_truncated}
    />
  )
  const stderr = (
    <Stream
      key="stderr"
      name="stderr"
      text={command.stderr}
      bytes={command.stderr_bytes}
      cut={command.stderr_truncated}
    />
  )
  return (
    <li className="border-b border-line last:border-b-0">
      <details open={open} className="group">
        <summary className="flex min-h-9 list-none items-start gap-3 px-4 py-1.5 hover:bg-sunken">
          <ChevronRightIcon className="mt-1 group-open:rotate-90" />
          <span className="w-5 shrink-0 text-right text-ink-3">{number}</span>
          <Sign size={16} className={passed ? 'mt-1 text-good' : 'mt-1 text-bad'} />
          <span className="min-w-0 flex-1">
            <ArgvBoxes argv={command.argv} />
          </span>
          <span className={passed ? 'text-ink-2' : 'text-bad'}>{endOf(command)}</span>
          <span className="w-20 text-right text-ink-2">{formatDuration(command.duration_ms)}</span>
        </summary>
        <div className="flex flex-col gap-3 px-4 pt-1 pb-4 pl-11">
          {command.error && <p className="text-bad">{command.error.message}</p>}
          {/* Of a command that failed, what it complained of is looked for first. */}
          {passed ? [stdout, stderr] : [stderr, stdout]}
        </div>
      </details>
    </li>
  )
}

interface StreamProps {
  readonly name: 'stdout' | 'stderr'
  readonly text: string
  readonly bytes: number
  readonly cut: boolean
}

function Stream({ name, text, bytes, cut }: StreamProps) {
  return (
    <div>
      <h3 className="mb-1 text-meta text-ink-3">
        {name} · {bytes === 0 ? 'nothing' : formatBytes(bytes)}
        {cut && ' · cut here; the log has more'}
      </h3>
      {text !== '' && <TextBlock label={name} text={withoutColours(text)} />}
    </div>
  )
}

/** Whether a command ended as a test that passes. */
export function hasPassed({ returncode, timed_out, error }: CommandResult): boolean {
  return returncode === 0 && !timed_out && error === undefined
}

function endOf({ returncode, timed_out, signal, error }: CommandResult): string {
  if (error) return 'not started'
  if (timed_out) return 'timed out'
  if (signal !== undefined) return signal
  return returncode === null ? 'ended early' : `exit ${returncode}`
}
