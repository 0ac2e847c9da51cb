import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Workspace } from '#schemas'
import { problemOf, useClient, workspacesQuery } from '../../app/index.ts'
import {
  Button,
  CheckIcon,
  Chip,
  CopyButton,
  EmptyState,
  ErrorPanel,
  FolderIcon,
  Panel,
  Skeleton,
  Time,
  UnknownIcon,
  WarningIcon,
} from '../../components/index.ts'
import { AddWorkspace } from '../first-run/index.ts'
import { LowerSandbox } from './lower-sandbox.tsx'
import { RemoveWorkspace } from './remove-workspace.tsx'
import { Toolchains } from './toolchains.tsx'

/** Whose toolchains are shown, by the address. */
function readWorkspacesSearch(raw: Readonly<Record<string, unknown>>): { toolchains?: string } {
  const { toolchains } = raw
  // The router reads a name of digits as a number.
  if (typeof toolchains === 'number') return { toolchains: String(toolchains) }
  return typeof toolchains === 'string' ? { toolchains } : {}
}

/** The folders jobs may be pointed at. */
export function Workspaces() {
  const { data: workspaces, error, isPending } = useQuery(workspacesQuery(useClient()))
  const navigate = useNavigate()
  const { toolchains } = readWorkspacesSearch(useSearch({ strict: false }))
  const [removing, setRemoving] = useState<Workspace>()
  const [lowering, setLowering] = useState<Workspace>()
  const showToolchains = (name: string | undefined) =>
    void navigate({
      href: `/settings/workspaces${name === undefined ? '' : `?toolchains=${encodeURIComponent(name)}`}`,
    })
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-[72ch] text-ink-2">
        A job can be pointed at these folders and at nothing else. A folder is one workspace, under one name.
      </p>
      {error && <ErrorPanel {...problemOf(error, 'No workspace was changed.')} />}
      {isPending && <Skeleton rows={3} />}
      {workspaces && (
        <Panel title="Allowed folders" flush>
          {workspaces.length === 0 ? (
            <EmptyState kind="first_use" title="No folder is allowed yet.">
              Without one no job can be added.
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line border-t border-line">
              {workspaces.map((workspace) => (
                <Row
                  key={workspace.name}
                  workspace={workspace}
                  onToolchains={() => showToolchains(workspace.name)}
                  onSandbox={() => setLowering(workspace)}
                  onRemove={() => setRemoving(workspace)}
                />
              ))}
            </ul>
          )}
        </Panel>
      )}
      <Panel title="Allow a folder">
        <AddWorkspace />
      </Panel>
      {workspaces?.some(({ name }) => name === toolchains) === true && toolchains !== undefined && (
        <Toolchains key={toolchains} workspace={toolchains} onClose={() => showToolchains(undefined)} />
      )}
      {lowering && <LowerSandbox workspace={lowering} onClose={() => setLowering(undefined)} />}
      {removing && <RemoveWorkspace workspace={removing} onClose={() => setRemoving(undefined)} />}
    </div>
  )
}

interface RowProps {
  readonly workspace: Workspace
  readonly onToolchains: () => void
  readonly onSandbox: () => void
  readonly onRemove: () => void
}

function Row({ workspace, onToolchains, onSandbox, onRemove }: RowProps) {
  const { name, path, demo, added_at, toolchains, sandbox_floor } = workspace
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <FolderIcon className="mt-0.5 text-ink-3" />
      <div className="min-w-0 flex-1 basis-60">
        <div className="flex flex-wrap items-center gap-2">
          <span className="font-strong">{name}</span>
          {demo && <Chip>demo</Chip>}
        </div>
        <div className="flex min-w-0 items-center gap-1 text-ink-2">
          <span className="min-w-0 font-mono text-meta break-all">{path}</span>
          <CopyButton text={path} label="Copy the path" />
        </div>
        {toolchains.length > 0 && (
          <p className="break-words text-ink-2">
            <span className="text-ink-3">with </span>
            {toolchains.map((each) => each.name).join(', ')}
          </p>
        )}
        {sandbox_floor !== null && (
          <p className="flex flex-wrap items-center gap-x-1.5 text-warn">
            <WarningIcon />
            Sandbox lowered to {sandbox_floor}
          </p>
        )}
      </div>
      <Presence workspace={workspace} />
      <span className="w-28 text-meta text-ink-3 max-lg:hidden">
        added <Time at={added_at} reachable={false} />
      </span>
      <span className="flex flex-wrap gap-2 max-lg:basis-full max-lg:pl-8">
        <Button size="small" onClick={onToolchains}>
          Toolchains…<span className="sr-only"> {name}</span>
        </Button>
        <Button size="small" onClick={onSandbox}>
          Sandbox…<span className="sr-only"> {name}</span>
        </Button>
        <Button size="small" changes onClick={onRemove}>
          Remove…<span className="sr-only"> {name}</span>
        </Button>
      </span>
    </li>
  )
}

function Presence({ workspace: { state } }: { workspace: Workspace }) {
  if (state === 'present')
    return (
      <span className="inline-flex w-24 items-center gap-1.5 text-good">
        <CheckIcon />
        Is there
      </span>
    )
  const missing = state === 'missing'
  return (
    <span className={`inline-flex w-24 items-center gap-1.5 ${missing ? 'text-bad' : 'text-ask'}`}>
      {missing ? <WarningIcon /> : <UnknownIcon />}
      {missing ? 'Is gone' : 'Not known'}
    </span>
  )
}
