import { useMutation, useQuery } from '@tanstack/react-query'
import { formatBytes, formatCount } from '#schemas/format'
import { ExportProblem, PathLink, problemOf, statusQuery, useClient } from '../../app/index.ts'
import {
  Bytes,
  Button,
  CopyButton,
  ErrorPanel,
  Hash,
  linkClass,
  Panel,
  Skeleton,
  SucceededIcon,
} from '../../components/index.ts'
import { DaliExchange } from './dali-exchange.tsx'
import { Facts } from './facts.tsx'

/** A bundle of a million rows takes minutes. */
const EXPORT_DEADLINE_MS = 30 * 60 * 1000

/** Where everything lies, and how it gets out and in. */
export function Data() {
  const { data: status, error } = useQuery(statusQuery(useClient()))
  return (
    <div className="flex flex-col gap-4">
      {error && <ErrorPanel {...problemOf(error, 'The data itself is not touched by this.')} />}
      <Panel title="Where it lies">
        {status ? (
          <Facts
            facts={[
              [
                'Data directory',
                <span key="home" className="inline-flex items-center gap-1">
                  <span className="font-mono text-meta leading-5 break-all">{status.core.home}</span>
                  <CopyButton text={status.core.home} label="Copy the path" />
                </span>,
              ],
              ['Free on its disk', <Bytes key="disk" count={status.disk_free_bytes} />],
              [
                'Ledger',
                <span key="ledger" className="inline-flex flex-wrap items-center gap-2">
                  <PathLink to="/ledger" className={linkClass}>
                    {formatCount(status.ledger.seq)} rows
                  </PathLink>
                  head <Hash hash={status.ledger.hash} copy />
                </span>,
              ],
            ]}
          />
        ) : (
          <Skeleton rows={3} />
        )}
      </Panel>
      <ExportEvidence />
      <DaliExchange />
    </div>
  )
}

function ExportEvidence() {
  const client = useClient()
  const write = useMutation({
    mutationFn: (allow_findings: boolean) =>
      client.evidence.export({ allow_findings }, { context: { deadlineMs: EXPORT_DEADLINE_MS } }),
  })
  return (
    <Panel title="Evidence">
      <p className="max-w-[72ch] text-ink-2">
        Writes the whole ledger with every body into a new folder below <code>exports/</code>, with a verifier that
        needs nothing of Interlock. One job’s evidence is exported on its page.
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <Button changes busy={write.isPending} onClick={() => write.mutate(false)}>
          {write.isPending ? 'Writing…' : 'Export evidence'}
        </Button>
      </div>
      <div aria-live="polite">
        {write.isError && (
          <ExportProblem
            error={write.error}
            safe="The ledger is not touched by this."
            onAllow={() => write.mutate(true)}
          />
        )}
        {write.data && (
          <p className="mt-3 flex flex-wrap items-center gap-2">
            <SucceededIcon className="text-good" />
            {formatCount(write.data.events)} rows and {formatCount(write.data.bodies)} bodies,{' '}
            {formatBytes(write.data.bytes)}, in
            <span className="font-mono text-meta break-all">{write.data.path}</span>
            <CopyButton text={write.data.path} label="Copy the path" />
          </p>
        )}
      </div>
    </Panel>
  )
}
