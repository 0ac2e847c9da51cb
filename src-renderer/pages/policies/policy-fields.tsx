import { budgetsSchema, type ListedPreset, sandboxPreview, taskTypes, type Worker } from '#schemas'
import { PermissionLines } from '../../components/index.ts'
import { permissionGroups } from '../../facts/index.ts'
import { reportOf } from '../sandbox/promise-states.ts'

interface PolicyFieldsProps {
  readonly policy: ListedPreset['policy']
  /** What differs from the defaults. */
  readonly budgets: ListedPreset['budgets']
  /** The one with the weakest sandbox; undefined while there is none. */
  readonly worker: Worker | undefined
}

/** What the commands of a job under this policy could see, change, reach and use up here, and who keeps them to it. */
export function PolicyFields({ policy, budgets, worker }: PolicyFieldsProps) {
  const { permissions } = sandboxPreview(
    {
      policy,
      budgets: budgetsSchema.parse({ ...taskTypes.test_runner_task.suggested.budgets, ...budgets }),
      compat: null,
      workspace: 'the workspace',
      toolchains: [],
      floor: null,
    },
    worker ? reportOf(worker) : null,
  )
  return (
    <div className="flex flex-col gap-3 px-4 pb-4 sm:pl-[calc(9rem_+_2.5rem)]">
      {permissionGroups(permissions, policy.allow_subprocess).map((group) => (
        <PermissionLines key={group.title} {...group} />
      ))}
    </div>
  )
}
