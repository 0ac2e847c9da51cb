import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  asksForNetwork,
  isLevelEnough,
  listPresets,
  minimumOf,
  type Policy,
  type PresetName,
  type SandboxLevel,
  type Worker,
} from '#schemas'
import { useClient, workspacesQuery } from '../../app/index.ts'
import {
  AskIcon,
  Button,
  CancelledIcon,
  CheckIcon,
  ChevronDownIcon,
  ChevronRightIcon,
  linkClass,
  Panel,
  StateMark,
  Unknown,
  WarningIcon,
} from '../../components/index.ts'
import { weakestOf } from '../sandbox/promise-states.ts'
import { PolicyFields } from './policy-fields.tsx'

interface PresetsProps {
  readonly workers: readonly Worker[]
  readonly open: PresetName | undefined
  readonly onOpen: (name: PresetName | undefined) => void
}

/** What each preset allows and needs, and whether jobs of it run on this machine. */
export function Presets({ workers, open, onOpen }: PresetsProps) {
  const weakest = weakestOf(workers)
  const level = weakest?.sandbox_level ?? null
  return (
    <Panel
      title="Presets"
      flush
      aside={
        level !== null && (
          <Link to="/sandbox" className={linkClass}>
            This machine: {level}
          </Link>
        )
      }
    >
      <ul className="divide-y divide-line border-t border-line">
        {listPresets().map(({ name, title, description, policy, budgets }) => (
          <li key={name} data-preset={name}>
            <div className="grid items-start gap-x-6 gap-y-0.5 px-4 py-2.5 sm:grid-cols-[9rem_minmax(0,1fr)_10rem_12.5rem]">
              <Button
                size="small"
                look="quiet"
                icon={name === open ? ChevronDownIcon : ChevronRightIcon}
                aria-expanded={name === open}
                onClick={() => onOpen(name === open ? undefined : name)}
                className="-mt-1 -ml-2 justify-start! font-strong text-ink!"
              >
                {title}
              </Button>
              <span className="min-w-0 text-ink-2">{description}</span>
              <span>
                <span className="text-ink-3">at least </span>
                {minimumOf(policy, null)}
              </span>
              <Enough level={level} policy={policy} />
            </div>
            {name === open && <PolicyFields policy={policy} budgets={budgets} worker={weakest} />}
          </li>
        ))}
      </ul>
      <LoweredFloors />
    </Panel>
  )
}

function Enough({ level, policy }: { readonly level: SandboxLevel | null; readonly policy: Policy }) {
  if (level === null) return <Unknown why="No worker has tried its sandbox." />
  if (!isLevelEnough(level, minimumOf(policy, null)))
    return (
      <span className="inline-flex items-center gap-1.5 text-bad">
        <CancelledIcon />
        Is refused here
      </span>
    )
  return asksForNetwork(policy, null) ? (
    <span className="inline-flex items-center gap-1.5 text-ask">
      <AskIcon />
      Runs when you approve
    </span>
  ) : (
    <span className="inline-flex items-center gap-1.5 text-good">
      <CheckIcon />
      Runs here
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
