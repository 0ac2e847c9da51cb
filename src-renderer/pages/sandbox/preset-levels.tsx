import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { asksForNetwork, isLevelEnough, listPresets, minimumOf, type Policy, type SandboxLevel } from '#schemas'
import { useClient, workspacesQuery } from '../../app/index.ts'
import { CancelledIcon, CheckIcon, linkClass, Panel, StateMark, Unknown, WarningIcon } from '../../components/index.ts'

/** What each preset allows and needs, and whether jobs of it run on this machine. */
export function PresetLevels({ level }: { readonly level: SandboxLevel | null }) {
  return (
    <Panel title="What jobs need" flush>
      <ul className="divide-y divide-line border-t border-line">
        {listPresets().map(({ name, title, description, policy }) => (
          <li
            key={name}
            data-preset={name}
            className="grid items-start gap-x-6 gap-y-0.5 px-4 py-2.5 sm:grid-cols-[6.5rem_minmax(0,1fr)_10rem_9rem]"
          >
            <span className="font-strong">{title}</span>
            <span className="min-w-0 text-ink-2">{description}</span>
            <span>
              <span className="text-ink-3">at least </span>
              {minimumOf(policy, null)}
            </span>
            <Enough level={level} policy={policy} />
          </li>
        ))}
      </ul>
      <LoweredFloors />
    </Panel>
  )
}

function Enough({ level, policy }: { readonly level: SandboxLevel | null; readonly policy: Policy }) {
  if (asksForNetwork(policy, null))
    return (
      <span className="inline-flex items-center gap-1.5 text-neutral">
        <CancelledIcon />
        No approvals yet
      </span>
    )
  if (level === null) return <Unknown why="No worker has tried its sandbox." />
  return isLevelEnough(level, minimumOf(policy, null)) ? (
    <span className="inline-flex items-center gap-1.5 text-good">
      <CheckIcon />
      Runs here
    </span>
  ) : (
    <span className="inline-flex items-center gap-1.5 text-bad">
      <CancelledIcon />
      Is refused here
    </span>
  )
}

/** Workspaces whose jobs the operator lets run on less. */
function LoweredFloors() {
  const workspaces = useQuery(workspacesQuery(useClient())).data ?? []
  const lowered = workspaces.flatMap(({ name, sandbox_floor }) =>
    sandbox_floor === null ? [] : [{ name, sandbox_floor }],
  )
  if (lowered.length === 0) return null
  return (
    <div className="border-t border-line px-4 py-2.5">
      {lowered.map(({ name, sandbox_floor }) => (
        <p key={name} className="flex flex-wrap items-center gap-x-2">
          <WarningIcon className="text-warn" />
          <span>
            Jobs of <span className="font-strong">{name}</span> run from
          </span>
          <StateMark of="sandbox" state={sandbox_floor} />
          <span>on, since you lowered it.</span>
          <Link to="/settings/$section" params={{ section: 'workspaces' }} className={linkClass}>
            Change
          </Link>
        </p>
      ))}
    </div>
  )
}
