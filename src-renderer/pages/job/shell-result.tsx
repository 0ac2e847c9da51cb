import type { ShellResult as Result, ShellStepResult } from '#schemas'
import { Panel } from '../../components/index.ts'
import { CommandList, type ListedCommand } from '../../previews/index.ts'

/** The steps of a shell task in their order, and how far it came. */
export function ShellResult({ result }: { readonly result: Result }) {
  const { results, steps } = result
  const left = steps - results.length
  return (
    <Panel
      title="Steps"
      flush
      aside={
        <span>
          {results.filter(({ ok }) => ok).length} of {steps} ended well
          {left > 0 && `, ${left} not begun`}
        </span>
      }
    >
      <CommandList commands={results.map(listed)} />
    </Panel>
  )
}

function listed(step: ShellStepResult, at: number): ListedCommand {
  return {
    number: at + 1,
    argv: step.argv,
    good: step.ok,
    ending: endOf(step),
    durationMs: step.duration_ms,
    problem: step.error?.message,
    streams: [
      {
        name: 'stdout',
        text: step.stdout,
        tail: step.stdout_tail,
        bytes: step.stdout_bytes,
        cut: step.stdout_tail !== undefined,
      },
      {
        name: 'stderr',
        text: step.stderr,
        tail: step.stderr_tail,
        bytes: step.stderr_bytes,
        cut: step.stderr_tail !== undefined,
      },
    ],
  }
}

function endOf({ end, exit_code, signal }: ShellStepResult): string {
  switch (end) {
    case 'exited':
      return `exit ${exit_code ?? 'unknown'}`
    case 'timed_out':
      return 'timed out'
    case 'signalled':
      return signal ?? 'ended by a signal'
    case 'not_started':
      return 'not started'
    case 'skipped':
      return 'skipped'
    case 'stopped':
      return 'stopped'
  }
}
