import type { CommandResult, TestRunnerResult } from '#schemas'
import { CommandList, type ListedCommand } from './command-list.tsx'

/** What each command said; those that failed come first, and the first of them is open. */
export function TestReport({ report }: { readonly report: TestRunnerResult }) {
  const commands = report.results.map(listed)
  return <CommandList commands={commands.toSorted((a, b) => Number(a.good) - Number(b.good) || a.number - b.number)} />
}

function listed(command: CommandResult, at: number): ListedCommand {
  return {
    number: at + 1,
    argv: command.argv,
    good: hasPassed(command),
    ending: endOf(command),
    durationMs: command.duration_ms,
    problem: command.error?.message,
    streams: [
      { name: 'stdout', text: command.stdout, bytes: command.stdout_bytes, cut: command.stdout_truncated },
      { name: 'stderr', text: command.stderr, bytes: command.stderr_bytes, cut: command.stderr_truncated },
    ],
  }
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
