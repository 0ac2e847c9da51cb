import { useEffect } from 'react'
import { EmptyState, ErrorPanel, LineDiffView, Skeleton, useNarrow } from '../../components/index.ts'
import { FromLink } from './from-link.tsx'
import type { PlanState } from './use-plan.ts'

/** The lines that would change, old beside new where there is room. */
export function PlanChange({ plan, fromLink }: { readonly plan: PlanState; readonly fromLink: boolean }) {
  const [place, narrow] = useNarrow(700)
  const request = plan.state === 'planned' ? plan.plan.request : undefined
  // The box that scrolls takes the keyboard, so that the change can be read to its end.
  const shown = plan.state === 'planned' ? plan.plan.plan : ''
  useEffect(() => {
    if (shown !== '') place.current?.querySelector<HTMLElement>('[role="group"]')?.focus({ preventScroll: true })
  }, [shown, place])
  return (
    <div ref={place} className="flex h-full flex-col">
      {fromLink && request !== undefined && (
        <FromLink className="mx-4 mt-3" workspace={request.workspace} path={request.path} />
      )}
      {plan.state === 'working' && <Skeleton rows={8} />}
      {plan.state === 'refused' && <ErrorPanel {...plan.problem} className="m-6" />}
      {plan.state === 'stopped' && (
        <EmptyState kind="not_set_up" title="The kill switch is engaged.">
          What promoting would change is shown once it is released. Accepting and rejecting work meanwhile.
        </EmptyState>
      )}
      {plan.state === 'none' && (
        <EmptyState kind="not_set_up" title="No target yet.">
          Choose a workspace and a file to see what promoting changes.
        </EmptyState>
      )}
      {plan.state === 'planned' &&
        plan.plan.effects.map((effect) =>
          effect.act === 'same' ? (
            <EmptyState key={effect.path} kind="all_clear" title="The file already holds exactly this.">
              Promoting writes nothing and records that it is trusted.
            </EmptyState>
          ) : (
            <LineDiffView
              key={effect.path}
              diff={effect.diff}
              label={`Change of ${effect.path}`}
              sideBySide={!narrow && effect.act === 'change'}
              className="min-h-0 flex-1"
            />
          ),
        )}
    </div>
  )
}
