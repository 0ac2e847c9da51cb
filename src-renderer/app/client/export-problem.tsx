import { Button, ErrorPanel } from '../../components/index.ts'
import { problemOf } from './problem.ts'

/** Why an export was not written. What only looks like a secret can be written all the same. */
export function ExportProblem({ error, safe, onAllow }: { error: unknown; safe: string; onAllow: () => void }) {
  const problem = problemOf(error, safe)
  return (
    <ErrorPanel
      className="mt-3"
      {...problem}
      action={
        problem.code === 'export_has_secrets' && (
          <Button size="small" onClick={onAllow}>
            Export all the same
          </Button>
        )
      }
    />
  )
}
