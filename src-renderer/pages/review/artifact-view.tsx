import { useQuery } from '@tanstack/react-query'
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { type Artifact, type ArtifactDetail, MAX_REVIEW_NOTE, type PromotionRequest } from '#schemas'
import { problemOf, useClient } from '../../app/index.ts'
import {
  ErrorPanel,
  GRACE_MS,
  Kbd,
  NoteDialog,
  Skeleton,
  Tabs,
  useGrace,
  useKeys,
  useUndoOffered,
} from '../../components/index.ts'
import { ArtifactPreview } from '../../previews/index.ts'
import { ArtifactHeading } from './artifact-heading.tsx'
import { DecisionBar } from './decision-bar.tsx'
import { PlanChange } from './plan-change.tsx'
import { PromotePanel } from './promote-panel.tsx'
import { ProvenancePanel } from './provenance-panel.tsx'
import { artifactQuery } from './queries.ts'
import { type ReviewSearch, type ReviewView, viewOf, viewParams } from './search.ts'
import type { Deciding, Decisions } from './use-decisions.ts'
import { TroublePanel } from './trouble-panel.tsx'
import { useLinkedTarget } from './use-linked-target.ts'
import { usePlan } from './use-plan.ts'

interface ArtifactViewProps {
  readonly id: string
  readonly search: ReviewSearch
  readonly workspaces: readonly string[]
  /** Whether there is room for a third column. */
  readonly wide: boolean
  /** Given where it stands in the place of the list. */
  readonly onBack?: (() => void) | undefined
  readonly decisions: Decisions
  /** When the reader last went to another item: what is pressed before that one is drawn is meant for it. */
  readonly movedAt: RefObject<number>
  readonly onSearch: (next: Partial<ReviewSearch>) => void
  readonly onDecided: (artifacts: readonly Artifact[]) => void
}

/** One artifact: what it holds, where it comes from, what promoting it changes, and what is decided about it. */
export function ArtifactView(props: ArtifactViewProps) {
  const query = useQuery(artifactQuery(useClient(), props.id))
  if (query.error) return <ErrorPanel className="m-6 self-start" {...problemOf(query.error, 'Nothing was decided.')} />
  if (query.data === undefined) return <Skeleton rows={10} className="flex-1 bg-surface" />
  return <Loaded key={query.data.artifact.id} {...props} detail={query.data} />
}

function Loaded({
  detail,
  search,
  workspaces,
  wide,
  onBack,
  decisions,
  movedAt,
  onSearch,
  onDecided,
}: ArtifactViewProps & { detail: ArtifactDetail }) {
  const { artifact } = detail
  const [noting, setNoting] = useState(false)
  const pathBox = useRef<HTMLInputElement>(null)
  const request = requestOf(search, detail)
  const target = useLinkedTarget(search)
  const plan = usePlan(artifact, request)
  const grace = useGrace(`${artifact.id} ${artifact.revision}`)
  const isReady = () => grace.isReady() && performance.now() - movedAt.current >= GRACE_MS
  const undoOffered = useUndoOffered()
  // A link may name a target, but that its change is looked at is for the reader to do.
  const view = target.unseen && viewOf(search) === 'change' ? 'content' : viewOf(search)
  const planId = plan.state === 'planned' ? plan.plan.plan : ''
  const changeShown = view === 'change' && planId !== ''
  const seen = useGrace(changeShown ? planId : 'not shown')
  const promotable = artifact.state === 'needs_review' || artifact.state === 'accepted'

  const show = (next: ReviewView) => {
    if (next === 'change') target.look()
    onSearch(viewParams(next))
  }
  const { watch } = decisions
  useEffect(() => watch(artifact.id), [watch, artifact.id])
  const after = async (work: Promise<Artifact[] | undefined>) => {
    const done = await work
    if (done !== undefined) onDecided(done)
  }
  const decide = (act: Deciding) => void (isReady() && !decisions.busy && after(decisions.decide([artifact], act)))
  const undo = () => void (isReady() && !decisions.busy && decisions.undo([artifact]))
  const promote = () => {
    if (!isReady() || decisions.busy || plan.state !== 'planned') return
    if (!changeShown) return show('change')
    if (seen.isReady()) void after(decisions.promote([artifact], [plan.plan]))
  }
  const edit = () => {
    if (!wide) flushSync(() => show('origin'))
    // At once: what is typed next must not be taken for keys that decide.
    pathBox.current?.focus()
    pathBox.current?.select()
    if (pathBox.current === null) requestAnimationFrame(() => pathBox.current?.select())
  }

  useKeys([
    {
      keys: 'a',
      label: 'Accept, not trusted',
      changes: true,
      run: () => decide('accept'),
      when: () => artifact.state === 'needs_review',
    },
    { keys: 'r', label: 'Reject', changes: true, run: () => decide('reject'), when: () => promotable },
    {
      keys: 'p',
      label: 'Promote, after the change was shown',
      changes: true,
      run: promote,
      when: () => plan.state === 'planned',
    },
    { keys: 'e', label: 'Edit where it goes', run: edit, when: () => promotable },
    { keys: 'n', label: 'Add a note', changes: true, run: () => setNoting(true) },
    {
      keys: 'd',
      label: 'Show the change, or the content',
      run: () => show(view === 'change' ? 'content' : 'change'),
      when: () => promotable,
    },
    { keys: 'v', label: 'Show it as text, or by its kind', run: () => show(view === 'text' ? 'content' : 'text') },
    // While the last decision can be taken back from its message, the key is for that.
    {
      keys: 'z',
      label: 'Undo its decision',
      changes: true,
      run: undo,
      when: () => artifact.undo_to !== null && !undoOffered(),
    },
  ])

  const trouble = decisions.trouble?.id === artifact.id ? decisions.trouble : undefined
  const origin = (
    <>
      {promotable && (
        <Block title="Promoting">
          <PromotePanel
            request={request}
            fromLink={target.linked}
            workspaces={workspaces}
            plan={plan}
            pathBox={pathBox}
            onRequest={(next) => {
              target.choose(next)
              onSearch({ into: next.workspace, to: next.path })
            }}
          />
        </Block>
      )}
      <Block title="Where it comes from">
        <ProvenancePanel detail={detail} />
      </Block>
    </>
  )
  return (
    <>
      <div className="flex min-w-0 flex-1 flex-col bg-surface">
        <ArtifactHeading artifact={artifact} onBack={onBack} />
        <Tabs
          label="Views of the artifact"
          value={!promotable && view === 'change' ? 'content' : wide && view === 'origin' ? 'content' : view}
          onChange={show}
          className="flex-1"
          tabs={[
            { value: 'content', label: 'Content', content: <ArtifactPreview artifact={artifact} /> },
            {
              value: 'text',
              label: (
                <>
                  Text <Kbd keys="V" />
                </>
              ),
              content: <ArtifactPreview artifact={artifact} raw />,
            },
            ...(promotable
              ? [
                  {
                    value: 'change' as const,
                    label: (
                      <>
                        Change <Kbd keys="D" />
                      </>
                    ),
                    content: <PlanChange plan={plan} fromLink={target.linked} />,
                  },
                ]
              : []),
            ...(wide
              ? []
              : [
                  {
                    value: 'origin' as const,
                    label: promotable ? 'Origin and target' : 'Origin',
                    content: <div className="h-full overflow-auto">{origin}</div>,
                  },
                ]),
          ]}
        />
        {trouble !== undefined && (
          <TroublePanel
            trouble={trouble}
            busy={decisions.busy}
            onSetAside={() => void (isReady() && !decisions.busy && decisions.setAside([artifact]))}
            onClose={decisions.dismiss}
          />
        )}
        <DecisionBar
          detail={detail}
          plan={plan}
          changeShown={changeShown}
          tight={onBack !== undefined}
          ready={grace.ready && (!changeShown || seen.ready)}
          busy={decisions.busy}
          onDecide={decide}
          onNote={() => setNoting(true)}
          onEdit={edit}
          onUndo={undo}
          onPromote={promote}
        />
      </div>
      {wide && (
        <aside
          aria-label="Origin and target"
          // It scrolls, so it must be reachable by keyboard.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          data-ring="inside"
          className="w-80 shrink-0 overflow-auto border-l border-line bg-surface"
        >
          {origin}
        </aside>
      )}
      {noting && (
        <NoteDialog
          title="Add a note"
          description="Kept in the evidence with your decision, at most 500 characters."
          leave="Leave it without"
          save="Add note"
          most={MAX_REVIEW_NOTE}
          before={artifact.note ?? ''}
          onClose={() => setNoting(false)}
          onSave={(note) => void decisions.decide([artifact], 'note', note)}
        />
      )}
    </>
  )
}

function Block({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="border-b border-line p-4 last:border-b-0">
      <h2 className="mb-3 text-section font-strong">{title}</h2>
      {children}
    </section>
  )
}

/** Where it would go: what the address says, else what is suggested. */
function requestOf(search: ReviewSearch, { suggestion }: ArtifactDetail): PromotionRequest | undefined {
  const workspace = search.into ?? suggestion?.workspace
  const path = search.to ?? suggestion?.path
  if (workspace === undefined || path === undefined || path === '') return undefined
  return { target: 'workspace_file', workspace, path }
}
