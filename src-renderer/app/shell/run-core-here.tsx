import { useMutation } from '@tanstack/react-query'
import { Button, useToast } from '../../components/index.ts'
import { problemOf } from '../client/problem.ts'
import { useShell } from '../client/shell.ts'
import { useCoreContact } from './news.ts'

/** Opening a core can mean migrating its database first. */
const OPEN_MS = 120_000

/**
 * Offers to run the core in this application, once the one in another process is gone for longer than a restart takes. Of one that
 * does not fit this application it says so.
 */
export function RunCoreHere() {
  const shell = useShell()
  const core = useCoreContact()
  const toast = useToast()
  const run = useMutation({
    mutationFn: async () => shell?.window.runCoreHere(undefined, { context: { deadlineMs: OPEN_MS } }),
    onError(error) {
      const { what, todo } = problemOf(error)
      toast({ text: `${what} ${todo}` })
    },
  })
  if (shell === undefined || core === undefined) return null
  if (core.other_version !== null)
    return (
      <p className="max-w-prose">
        Interlock {core.other_version} runs here, which is not the version of this application. The menu Control says
        what can be done.
      </p>
    )
  if (!core.can_run_here) return null
  return (
    <Button busy={run.isPending} onClick={() => run.mutate()}>
      Run the core in this application
    </Button>
  )
}
