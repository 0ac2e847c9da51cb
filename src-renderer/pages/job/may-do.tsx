import { useQuery } from '@tanstack/react-query'
import { differencesFrom, type JobDetail, PRESETS, type Run, sandboxPreview } from '#schemas'
import { PathLink, useClient, workersQuery, workspacesQuery } from '../../app/index.ts'
import { linkClass, Panel, PermissionLines, Spelt, StateMark } from '../../components/index.ts'
import { permissionGroups } from '../../facts/index.ts'
import { Differences } from '../new-job/preset-choice.tsx'
import { reportOf, weakestOf } from '../sandbox/promise-states.ts'

interface MayDoProps {
  readonly job: JobDetail
  readonly runs: readonly Run[]
}

/** What the commands of a job are allowed, and the level each run had. */
export function MayDo({ job, runs }: MayDoProps) {
  const client = useClient()
  const workspace = useQuery(workspacesQuery(client)).data?.find(({ name }) => name === job.workspace)
  const worker = weakestOf(useQuery(workersQuery(client)).data ?? [])
  const { permissions, minimum } = sandboxPreview(
    {
      policy: job.policy,
      budgets: job.budgets,
      compat: job.compat,
      workspace: workspace?.path ?? job.workspace,
      toolchains: workspace?.toolchains.flatMap(({ paths }) => paths) ?? [],
      floor: workspace?.sandbox_floor ?? null,
    },
    worker ? reportOf(worker) : null,
  )
  const differences = job.preset === null ? [] : differencesFrom(job.preset, job.policy)
  const levels = runs.filter(({ header }) => header !== null).toSorted((a, b) => a.number - b.number)
  return (
    <Panel title="What it may do" aside={job.preset !== null && <span>preset {PRESETS[job.preset].title}</span>}>
      <div className="flex flex-col gap-3">
        {job.preset !== null && differences.length > 0 && (
          <Differences title={`Other than ${PRESETS[job.preset].title}`} differences={differences} />
        )}
        {permissionGroups(permissions, job.policy.allow_subprocess).map((group) => (
          <PermissionLines key={group.title} {...group} />
        ))}
        <div className="border-t border-line pt-3">
          <p className="text-ink-2">
            By its policy, and as its workspace and the sandbox are now. It needs at least {minimum}
            {workspace?.sandbox_floor === minimum && ', to which you lowered its workspace'}.{' '}
            <PathLink to="/sandbox" className={linkClass}>
              Show the sandbox
            </PathLink>
          </p>
          {levels.map(({ id, number, header }) => (
            <div key={id} className="mt-2 grid grid-cols-[4rem_8rem_minmax(0,1fr)] items-start gap-x-2">
              <span className="text-ink-3">Run {number}</span>
              {header && <StateMark of="sandbox" state={header.sandbox_level} />}
              <span className="min-w-0 break-words text-ink-2">
                <Spelt text={header?.sandbox_reason ?? ''} />
              </span>
            </div>
          ))}
        </div>
      </div>
    </Panel>
  )
}
