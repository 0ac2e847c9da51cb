import { useQuery } from '@tanstack/react-query'
import { effectsOf, type JobCheck, type JobSpec } from '#schemas'
import { sandboxLevelTexts } from '#schemas/texts'
import { PathLink, statusQuery, useClient, workspacesQuery } from '../../app/index.ts'
import {
  CancelledIcon,
  CheckIcon,
  type Icon,
  linkClass,
  Panel,
  PermissionLines,
  StateMark,
  WarningIcon,
} from '../../components/index.ts'
import { ArgvBoxes } from '../../components/index.ts'
import { mayDo, permissionGroups } from '../../facts/index.ts'

interface MayDoPanelProps {
  readonly spec: JobSpec
  /** What the core says of it; undefined until it has. */
  readonly check: JobCheck | undefined
}

/** What the job would be allowed to do, before it is added. */
export function MayDoPanel({ spec, check }: MayDoPanelProps) {
  const { will, willNot, toolsOnly, limits, cautions } = mayDo(spec)
  const { commands } = effectsOf(spec)
  const permitted = check?.permissions.map(({ sentence }) => sentence) ?? []
  const client = useClient()
  const sandbox = useQuery(statusQuery(client)).data?.sandbox
  const workspaces = useQuery(workspacesQuery(client)).data
  return (
    <Panel title="What it may do" className="text-body">
      <div className="flex flex-col gap-3">
        <Lines
          sign={CheckIcon}
          className="text-ink-2"
          label="It will"
          lines={will.filter((line) => !permitted.includes(line))}
        />
        {commands.length > 0 && (
          <ol className="flex flex-col gap-1.5 pl-6">
            {commands.map(({ argv }, at) => (
              // Commands have no identity but their place.
              <li key={at}>
                <ArgvBoxes argv={argv} />
              </li>
            ))}
          </ol>
        )}
        <Lines sign={CancelledIcon} className="text-ink-2" label="It may not" lines={check ? toolsOnly : willNot} />
        {check &&
          permissionGroups(check.permissions, spec.policy.allow_subprocess).map((group) => (
            <PermissionLines key={group.title} {...group} />
          ))}
        <p>
          <span className="text-ink-3">At most </span>
          {limits.join(' · ')}
        </p>
        <p>
          <span className="text-ink-3">In </span>
          {spec.workspace ?? (workspaces?.length === 1 ? 'the only workspace' : 'the workspace you choose')}
          <span className="text-ink-3">, on a worker that offers </span>
          {offersOf(spec).join(', ')}
        </p>
        {check && spec.policy.allow_subprocess && <Toolchains check={check} />}
        {sandbox && (
          <div className="border-t border-line pt-3">
            <PathLink to="/sandbox" className="hover:underline">
              <StateMark of="sandbox" state={sandbox.level} />
            </PathLink>
            <p className="mt-1 text-ink-2">
              {sandboxLevelTexts[sandbox.level].sentence}
              {check && ` This job needs at least ${check.minimum}.`}
              {check && check.floor !== null && ` You lowered ${check.workspace} to ${check.floor}.`}
            </p>
          </div>
        )}
        {cautions.length > 0 && <Lines sign={WarningIcon} className="text-warn" label="Look again" lines={cautions} />}
      </div>
    </Panel>
  )
}

/** Programs outside of the system's folders that its commands find. */
function Toolchains({ check: { toolchains, workspace } }: { readonly check: JobCheck }) {
  return (
    <p>
      <span className="text-ink-3">{toolchains.length === 0 ? 'No toolchains' : 'With the toolchains '}</span>
      {toolchains.map(({ name }) => name).join(', ')}
      <span className="text-ink-3">: </span>
      <PathLink to={`/settings/workspaces?toolchains=${encodeURIComponent(workspace)}`} className={linkClass}>
        choose for {workspace}
      </PathLink>
    </p>
  )
}

function offersOf(spec: JobSpec): string[] {
  return ['repo_tools', ...(spec.requires ?? [])]
}

interface LinesProps {
  readonly sign: Icon
  readonly label: string
  readonly lines: readonly string[]
  readonly className: string
}

function Lines({ sign: Sign, label, lines, className }: LinesProps) {
  if (lines.length === 0) return null
  return (
    <div>
      <h3 className="mb-1 text-meta text-ink-3">{label}</h3>
      <ul className="flex flex-col gap-1">
        {lines.map((line) => (
          <li key={line} className="flex items-start gap-2">
            <Sign size={16} className={`mt-0.5 ${className}`} />
            <span className="min-w-0 break-words">{line}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
