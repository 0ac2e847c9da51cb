import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ApprovalRuleSpec } from '#schemas'
import { formatCount } from '#schemas/format'
import { typeLabel } from '#schemas/texts'
import { problemOf, useClient } from '../../app/index.ts'
import { ErrorPanel, linkClass, Spelt } from '../../components/index.ts'
import { trialQuery } from './queries.ts'
import { EMPTY_RULE } from './rule-draft.ts'

const SHOWN = 5

/** Which of the last jobs a rule would have asked about; `spec` undefined while it cannot be read. */
export function RuleTrial({ spec }: { readonly spec: ApprovalRuleSpec | undefined }) {
  const client = useClient()
  // Only these have a part in what it matches, so that a change of the rest asks for nothing anew.
  const matched = { ...EMPTY_RULE, ...(spec && { at: spec.at, match: spec.match }) }
  const { data, error } = useQuery({
    ...trialQuery(client, matched),
    enabled: spec !== undefined,
    placeholderData: (before) => before,
  })
  return (
    <section
      aria-label="What it would have asked about"
      aria-live="polite"
      className="rounded-sm border border-line bg-canvas p-3"
    >
      {error && <ErrorPanel {...problemOf(error)} />}
      {spec === undefined && (
        <p className="text-ink-2">Once it is whole, this shows which jobs it would have asked about.</p>
      )}
      {spec !== undefined && data === undefined && !error && <p className="text-ink-2">Looking at the last jobs…</p>}
      {spec !== undefined && data && (
        <>
          <p className="font-strong">
            {data.looked_at === 0
              ? 'There are no jobs yet to try it on.'
              : `Of the last ${formatCount(data.looked_at)} ${data.looked_at === 1 ? 'job' : 'jobs'} it would have asked about ${data.jobs.length === 0 ? 'none' : formatCount(data.jobs.length)}.`}
          </p>
          <ul className="mt-1 flex flex-col gap-0.5">
            {data.jobs.slice(0, SHOWN).map(({ id, title, type, workspace }) => (
              <li key={id} className="flex min-w-0 gap-2">
                <Link to="/jobs/$id" params={{ id }} className={linkClass}>
                  {id.slice(-8)}
                </Link>
                <span className="min-w-0 truncate">
                  <Spelt text={title} />
                </span>
                <span className="ml-auto shrink-0 text-ink-3">
                  {typeLabel(type)} · {workspace}
                </span>
              </li>
            ))}
          </ul>
          {data.jobs.length > SHOWN && <p className="text-ink-3">and {formatCount(data.jobs.length - SHOWN)} more</p>}
        </>
      )}
    </section>
  )
}
