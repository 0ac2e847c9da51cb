import type { ReactNode } from 'react'
import type { ArtifactDetail } from '#schemas'
import { PathLink } from '../../app/index.ts'
import { Hash, Id, linkClass, Spelt, StateMark, Time, Unknown } from '../../components/index.ts'
import { kindText, shortTypeName } from '../../facts/index.ts'

/** Where an artifact comes from and what was decided about it, each line with its place in the ledger. */
export function ProvenancePanel({ detail }: { readonly detail: ArtifactDetail }) {
  const { artifact, provenance } = detail
  const { job, run } = provenance
  return (
    <>
      <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-3">
        <Line name="Made by">
          <PathLink to={`/jobs/${job.id}?run=${run.number}&tab=result`} className={linkClass}>
            {shortTypeName(job.type)} {job.id.slice(-8)}
          </PathLink>
          <span className="text-ink-2">run {run.number}</span>
          <StateMark of="run" state={run.state} />
        </Line>
        <Line name="At">
          <Time at={artifact.created_at} show="exact" />
        </Line>
        <Line name="From">
          {provenance.inputs.length === 0 ? (
            <Unknown />
          ) : (
            <ul className="min-w-0 py-1 font-mono break-words">
              {provenance.inputs.map((input) => (
                <li key={input}>
                  <Spelt text={input} />
                </li>
              ))}
              {provenance.inputs_more > 0 && (
                <li className="font-sans text-ink-3">and {provenance.inputs_more} more</li>
              )}
            </ul>
          )}
        </Line>
        <Line name="Request">{digest(provenance.request_digest)}</Line>
        <Line name="Content">{digest(provenance.content_digest)}</Line>
        <Line name="Policy">
          {provenance.policy_hash === null ? <Unknown /> : <code>{provenance.policy_hash}</code>}
        </Line>
        <Line name="Sandbox">
          {provenance.sandbox_level === null ? (
            <Unknown />
          ) : (
            <span title={provenance.sandbox_reason ?? undefined}>
              <StateMark of="sandbox" state={provenance.sandbox_level} />
            </span>
          )}
        </Line>
        {provenance.created_seq !== null && (
          <Line name="Evidence">
            <PathLink to={`/ledger?seq=${provenance.created_seq}`} className={linkClass}>
              row {provenance.created_seq}
            </PathLink>
            <Id id={artifact.id} copy />
          </Line>
        )}
      </dl>
      <History detail={detail} />
    </>
  )
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="leading-7 text-ink-3">{name}</dt>
      <dd className="flex min-h-7 min-w-0 flex-wrap items-center gap-x-2">{children}</dd>
    </>
  )
}

function digest(hash: string | null): ReactNode {
  return hash === null ? <Unknown /> : <Hash hash={hash} copy />
}

function History({ detail: { history, history_more, promotions } }: { readonly detail: ArtifactDetail }) {
  const steps = history.filter(({ kind }) => kind !== 'artifact.created' && kind !== 'artifact.undo_begun')
  if (steps.length === 0) return null
  const failed = promotions.find(({ problem }) => problem !== null)
  return (
    <section aria-label="What was decided" className="mt-4 border-t border-line pt-3">
      <h3 className="mb-2 font-strong">What was decided</h3>
      {history_more > 0 && <p className="mb-2 text-meta text-ink-3">{history_more} earlier steps are in the ledger.</p>}
      <ol className="flex flex-col gap-2">
        {steps.map((step) => (
          <li key={step.seq} className="flex flex-col">
            <span className="flex flex-wrap items-baseline justify-between gap-x-2">
              <PathLink to={`/ledger?seq=${step.seq}`} className={linkClass}>
                {kindText(step.kind)}
              </PathLink>
              <span className="text-meta text-ink-3">
                {step.by} · <Time at={step.at} show="exact" />
              </span>
            </span>
            {step.note !== null && (
              <span className="break-words text-ink-2">
                <Spelt text={step.note} />
              </span>
            )}
          </li>
        ))}
      </ol>
      {failed !== undefined && <p className="mt-2 text-meta text-ink-3">The last failure changed nothing.</p>}
    </section>
  )
}
