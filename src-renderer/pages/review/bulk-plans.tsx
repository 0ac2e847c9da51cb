import { useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { Artifact, PromotionEffect, PromotionPlan, PromotionRequest, ReviewRefusal } from '#schemas'
import { problemOf, useClient } from '../../app/index.ts'
import {
  ChevronRightIcon,
  ErrorPanel,
  LineDiffView,
  Skeleton,
  Spelt,
  TextInput,
  WarningIcon,
} from '../../components/index.ts'
import { titleOf } from './artifact-list.tsx'
import { Effects } from './effects.tsx'
import { artifactQuery, planQuery } from './queries.ts'

interface BulkPlansProps {
  readonly artifacts: readonly Artifact[]
  readonly workspaces: readonly string[]
  /** Told what would be promoted; undefined while that is being worked out. */
  readonly onPlans: (plans: readonly PromotionPlan[] | undefined) => void
}

/** Where each would go and what that creates or changes; what cannot go there says why. */
export function BulkPlans({ artifacts, workspaces, onPlans }: BulkPlansProps) {
  const client = useClient()
  const [paths, setPaths] = useState<ReadonlyMap<string, string>>(new Map())
  const details = useQueries({ queries: artifacts.map(({ id }) => artifactQuery(client, id)) })
  const ready = details.every(({ data }) => data !== undefined)
  const items = artifacts.map((artifact, at) => {
    const suggestion = details[at]?.data?.suggestion
    const request: PromotionRequest = {
      target: 'workspace_file',
      workspace: suggestion?.workspace ?? workspaces[0] ?? artifact.workspace,
      path: paths.get(artifact.id) ?? suggestion?.path ?? artifact.name,
    }
    return { artifact, request }
  })
  const asked = items
    .map(({ artifact: { id }, request }) => ({ id, request }))
    .filter(({ request }) => request.path !== '')
  const plan = useQuery({
    queryKey: ['review', 'bulk-plan', asked],
    queryFn: ({ signal }) => client.artifacts.plan({ items: asked }, { signal }),
    enabled: ready && asked.length > 0,
    meta: { live: { topics: ['artifacts', 'workspaces', 'kill_switch'] } },
    gcTime: 0,
  })
  const twice = useMemo(() => repeated(items.map(({ request }) => `${request.workspace}/${request.path}`)), [items])
  const plans = useMemo(
    () => plan.data?.plans.filter(({ request }) => !twice.has(`${request.workspace}/${request.path}`)),
    [plan.data, twice],
  )
  const key = plans?.map((each) => each.plan).join()
  // Told again only when what would happen is something else.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => onPlans(plans), [key])
  if (!ready) return <Skeleton rows={artifacts.length} />
  return (
    <>
      {plan.error && <ErrorPanel {...problemOf(plan.error, 'Nothing was written.')} className="mb-3" />}
      <ul className="flex flex-col gap-2">
        {items.map(({ artifact, request }) => (
          <li key={artifact.id} className="rounded-sm border border-line p-3">
            <div className="mb-2 flex flex-wrap items-center gap-3">
              <span className="min-w-0 flex-1 truncate font-strong">
                <Spelt text={titleOf(artifact)} />
              </span>
              <span className="text-ink-3">{request.workspace}</span>
              <TextInput
                mono
                dense
                aria-label={`File for ${titleOf(artifact)}`}
                className="max-w-64"
                value={request.path}
                onChange={(event) => setPaths(new Map(paths).set(artifact.id, event.target.value))}
              />
            </div>
            {twice.has(`${request.workspace}/${request.path}`) ? (
              <Refused message="Another of these goes to the same file. Give each its own." />
            ) : (
              <Turnout
                plan={plan.data?.plans.find(({ id }) => id === artifact.id)}
                refused={plan.data?.refused.find(({ id }) => id === artifact.id)}
              />
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

function Turnout({ plan, refused }: { plan: PromotionPlan | undefined; refused: ReviewRefusal | undefined }) {
  if (refused !== undefined) return <Refused message={`${refused.message} ${refused.remedy}`} />
  if (plan === undefined) return <Skeleton rows={1} />
  return (
    <>
      <Effects plan={plan} />
      {plan.effects.map((effect) => (
        <Lines key={effect.path} plan={plan} effect={effect} />
      ))}
    </>
  )
}

/** The lines that would change. Of many plans at once some come without them, which are loaded when they are looked at. */
function Lines({ plan, effect }: { readonly plan: PromotionPlan; readonly effect: PromotionEffect }) {
  const client = useClient()
  const [open, setOpen] = useState(false)
  const leftOut = effect.diff.cut && effect.diff.hunks.length === 0
  const alone = useQuery({ ...planQuery(client, plan.id, plan.revision, plan.request), enabled: open && leftOut })
  const loaded = alone.data?.plans[0]
  // Of another file by now: what it would do is said anew with all of them.
  const diff = leftOut ? loaded?.plan === plan.plan && loaded.effects[0]?.diff : effect.diff
  return (
    <details className="group mt-2" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex list-none items-center gap-1 text-ink-2 hover:text-ink">
        <ChevronRightIcon className="group-open:rotate-90" />
        {leftOut ? 'Lines, loaded when shown' : 'Lines'}
      </summary>
      {diff ? (
        <LineDiffView
          diff={diff}
          label={`Change of ${effect.path}`}
          sideBySide={false}
          className="mt-1 max-h-64 rounded-sm border border-line"
        />
      ) : alone.isFetching ? (
        <Skeleton rows={4} />
      ) : (
        open && <p className="text-ink-2">The file was changed meanwhile. Close this and look again.</p>
      )}
    </details>
  )
}

function Refused({ message }: { readonly message: string }) {
  return (
    <p className="flex items-start gap-2 text-warn">
      <WarningIcon className="mt-0.5 shrink-0" />
      <span>
        Left out: <Spelt text={message} />
      </span>
    </p>
  )
}

function repeated(places: readonly string[]): ReadonlySet<string> {
  return new Set(places.filter((place, at) => places.indexOf(place) !== at))
}
