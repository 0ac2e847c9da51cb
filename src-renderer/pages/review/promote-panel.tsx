import type { RefObject } from 'react'
import type { PromotionRequest } from '#schemas'
import { useCommand } from '../../app/index.ts'
import { ErrorPanel, Field, Select, Skeleton, TextInput } from '../../components/index.ts'
import { Effects } from './effects.tsx'
import { FromLink } from './from-link.tsx'
import type { PlanState } from './use-plan.ts'

interface PromotePanelProps {
  readonly request: PromotionRequest | undefined
  /** The address named it: neither suggested nor chosen here. */
  readonly fromLink: boolean
  readonly workspaces: readonly string[]
  readonly plan: PlanState
  readonly pathBox: RefObject<HTMLInputElement | null>
  readonly onRequest: (request: PromotionRequest) => void
}

/** Where it would go, and each thing that would be created or changed there. */
export function PromotePanel(props: PromotePanelProps) {
  const { request, fromLink, workspaces, plan, pathBox, onRequest } = props
  const command = useCommand()
  if (workspaces.length === 0)
    return (
      <p className="text-ink-2">
        No workspace to promote to. Allow a folder first:{' '}
        <code className="wrap-anywhere text-ink">{command} workspaces add FOLDER</code>
      </p>
    )
  const workspace = request?.workspace ?? workspaces[0] ?? ''
  const set = (next: Partial<PromotionRequest>) =>
    onRequest({ target: 'workspace_file', workspace, path: request?.path ?? '', ...next })
  return (
    <div className="flex flex-col gap-3">
      {fromLink && <FromLink />}
      <Field label="Workspace">
        {(control) => (
          <Select
            {...control}
            value={workspace}
            onChange={(value) => set({ workspace: value })}
            options={workspaces.map((name) => ({ value: name, label: name }))}
          />
        )}
      </Field>
      <Field label="File" description="Relative to the workspace. Its folder must be there already.">
        {(control) => (
          <TextInput
            {...control}
            ref={pathBox}
            mono
            value={request?.path ?? ''}
            onChange={(event) => set({ path: event.target.value })}
            onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          />
        )}
      </Field>
      <div aria-live="polite" className="flex flex-col gap-3">
        {plan.state === 'working' && <Skeleton rows={2} />}
        {plan.state === 'refused' && <ErrorPanel {...plan.problem} className="p-3!" />}
        {plan.state === 'stopped' && (
          <p className="text-ink-2">
            The kill switch is engaged, so nothing is promoted until it is released. You can accept or reject it.
          </p>
        )}
        {plan.state === 'planned' && <Effects plan={plan.plan} />}
      </div>
    </div>
  )
}
