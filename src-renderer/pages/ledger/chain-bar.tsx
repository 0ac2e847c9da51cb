import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Status, Verification } from '#schemas'
import { formatCount, formatDuration } from '#schemas/format'
import { ExportProblem, problemOf, statusQuery, useClient, useKillSwitch } from '../../app/index.ts'
import {
  Button,
  CopyButton,
  cx,
  ErrorPanel,
  FailedIcon,
  Hash,
  InfoIcon,
  LoadingBar,
  momentTime,
  SucceededIcon,
  useNow,
} from '../../components/index.ts'

/** The chain may be long; its check gets as long as it needs. */
const VERIFY_DEADLINE_MS = 30 * 60 * 1000

/** Whether the chain is whole, as far as it was checked, and the check itself. */
export function ChainBar({ onShowRow }: { onShowRow: (seq: number) => void }) {
  const client = useClient()
  const queries = useQueryClient()
  const { data: status } = useQuery(statusQuery(client))
  const verify = useMutation({
    mutationFn: () => client.evidence.verify({ bodies: true }, { context: { deadlineMs: VERIFY_DEADLINE_MS } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: statusQuery(client).queryKey }),
  })
  const result = verify.data
  const write = useMutation({
    mutationFn: (allow_findings: boolean) =>
      client.evidence.export({ allow_findings }, { context: { deadlineMs: VERIFY_DEADLINE_MS } }),
  })
  return (
    <div className="border-b border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1">{status && <ChainState ledger={status.ledger} />}</div>
        <Button changes busy={write.isPending} onClick={() => write.mutate(false)}>
          {write.isPending ? 'Writing…' : 'Export evidence'}
        </Button>
        <Button look="primary" changes busy={verify.isPending} onClick={() => verify.mutate()}>
          {verify.isPending ? 'Verifying…' : 'Verify chain'}
        </Button>
      </div>
      {verify.isError && (
        <ErrorPanel className="mt-3" {...problemOf(verify.error, 'The ledger is not touched by a check.')} />
      )}
      {verify.isPending && status && <Verifying rows={status.ledger.seq} />}
      {write.isError && (
        <ExportProblem
          error={write.error}
          safe="The ledger is not touched by an export."
          onAllow={() => write.mutate(true)}
        />
      )}
      <div aria-live="polite">
        {write.data && (
          <p className="mt-1 flex flex-wrap items-center gap-x-2 text-ink-2">
            {formatCount(write.data.events)} rows and {formatCount(write.data.bodies)} bodies written to
            <span className="font-mono text-meta break-all">{write.data.path}</span>
            <CopyButton text={write.data.path} label="Copy the path" />
          </p>
        )}
        {result && !verify.isPending && <Result result={result} onShowRow={onShowRow} />}
      </div>
    </div>
  )
}

/** The check goes row by row on its own thread, so nothing waits for it but this line. */
function Verifying({ rows }: { rows: number }) {
  const now = useNow()
  const [began] = useState(now)
  return (
    <>
      <LoadingBar active />
      <p role="status" className="mt-1 text-ink-2">
        Checking {formatCount(rows)} rows and every body, {formatDuration(now - began)} so far. Work goes on meanwhile.
      </p>
    </>
  )
}

function ChainState({ ledger }: { ledger: Status['ledger'] }) {
  const now = useNow()
  const { verified_at, verified_ok, verified_seq } = ledger
  const at = verified_at === null ? '' : momentTime(Date.parse(verified_at), now)
  const since = ledger.seq - (verified_seq ?? 0)
  const Sign = verified_ok === null ? InfoIcon : verified_ok ? SucceededIcon : FailedIcon
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <span
        className={cx(
          'inline-flex items-center gap-2 text-section font-strong',
          verified_ok === null ? 'text-neutral' : verified_ok ? 'text-good' : 'text-bad',
        )}
      >
        <Sign size={20} />
        {verified_ok === null
          ? 'Not verified since the start'
          : verified_ok
            ? `Chain whole, verified ${at}`
            : `Chain broken, found ${at}`}
      </span>
      <span className="text-ink-2">
        {formatCount(ledger.seq)} rows in {formatCount(ledger.segments)}{' '}
        {ledger.segments === 1 ? 'segment' : 'segments'}
        {verified_seq !== null && since > 0 && `, ${formatCount(since)} since then`}
      </span>
      <span className="inline-flex items-center gap-2 whitespace-nowrap text-ink-2">
        head
        <Hash hash={ledger.hash} copy />
      </span>
    </p>
  )
}

function Result({ result, onShowRow }: { result: Verification; onShowRow: (seq: number) => void }) {
  const { engage } = useKillSwitch()
  const bad = result.first_bad
  const bodies = result.bad_bodies
  if (result.ok)
    return (
      <p className="mt-1 text-ink-2">
        Checked {formatCount(result.rows)} rows and {formatCount(result.bodies_checked)} bodies in{' '}
        {formatDuration(result.duration_ms)}: each matches its hash, and each row names the one before it.
      </p>
    )
  return (
    <div className="mt-3">
      <ErrorPanel
        what={
          bad
            ? `Row ${formatCount(bad.seq)} of the ledger does not match its hash.`
            : `${formatCount(bodies.length)} ${bodies.length === 1 ? 'body does' : 'bodies do'} not match the digest in the ledger.`
        }
        safe={
          bad
            ? `${bad.seq > 1 ? `Rows up to ${formatCount(bad.seq - 1)} are intact.` : 'No row before it is known to be intact.'} ${bad.problem}`
            : `The chain itself is whole: all ${formatCount(result.rows)} rows match.`
        }
        todo="Look at the row. If nobody changed the file by hand, stop the work and look at this machine’s disk."
        code={bad ? 'chain_broken' : 'body_damaged'}
        action={
          <>
            <Button size="small" onClick={() => onShowRow(bad?.seq ?? bodies[0]?.seq ?? 1)}>
              Show row
            </Button>
            <Button size="small" onClick={() => engage(false)}>
              Engage kill switch
            </Button>
          </>
        }
      />
    </div>
  )
}
