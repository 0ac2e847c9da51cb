import { type Run, shellResult, testRunnerResult } from '#schemas'
import { PathLink } from '../../app/index.ts'
import { linkClass, Spelt, WarningIcon } from '../../components/index.ts'

interface NotInSandboxProps {
  readonly run: Run
  readonly workspace: string
}

/** Commands that this machine has and the sandbox did not show, with the place where that is changed. */
export function NotInSandbox({ run, workspace }: NotInSandboxProps) {
  const messages = hiddenCommands(run)
  if (messages.length === 0) return null
  return (
    <div className="flex max-w-[90ch] items-start gap-2">
      <WarningIcon className="mt-0.5 text-warn" />
      <div className="min-w-0">
        {messages.map((message) => (
          <p key={message} className="break-words">
            <Spelt text={message} />
          </p>
        ))}
        <PathLink to={`/settings/workspaces?toolchains=${encodeURIComponent(workspace)}`} className={linkClass}>
          Choose the toolchains of {workspace}
        </PathLink>
      </div>
    </div>
  )
}

/** What was said of each command that the sandbox did not show, once. */
export function hiddenCommands({ result }: Pick<Run, 'result'>): string[] {
  const commands = testRunnerResult.safeParse(result).data ?? shellResult.safeParse(result).data
  const messages =
    commands?.results.flatMap(({ error }) => (error?.code === 'not_in_sandbox' ? [error.message] : [])) ?? []
  return [...new Set(messages)]
}
