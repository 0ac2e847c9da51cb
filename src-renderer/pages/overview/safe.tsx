import { useQuery } from '@tanstack/react-query'
import { type Health, type Status } from '#schemas'
import { formatBytes, formatCount } from '#schemas/format'
import { healthQuery, PathLink, useClient, useLive } from '../../app/index.ts'
import {
  cx,
  FailedIcon,
  InfoIcon,
  momentTime,
  StateMark,
  SucceededIcon,
  UnknownIcon,
  useNow,
  WarningIcon,
} from '../../components/index.ts'
import { Answer, Fact, Facts } from './answer.tsx'

/** Is it safe: switch, sandbox, chain, disk, and every finding that is not good. */
export function Safe({ status }: { status: Status }) {
  const { contact } = useLive()
  const { data: health } = useQuery(healthQuery(useClient()))
  // The switch itself has the band above every page, the endpoints an answer of their own; how late the main loop is concerns
  // nobody but Doctor, unless it is bad.
  const findings =
    health?.checks.filter(
      ({ state, check }) =>
        state === 'bad' ||
        (state === 'warn' && check !== 'kill_switch' && check !== 'main_loop' && check !== 'endpoints'),
    ) ?? []
  return (
    <Answer question="Safe">
      <Facts>
        <Fact>
          {contact === 'live' ? (
            <StateMark of="kill_switch" state={status.kill_switch.mode} />
          ) : (
            <span className="inline-flex items-center gap-1.5 text-ask">
              <UnknownIcon />
              Kill switch unknown
            </span>
          )}
        </Fact>
        {status.sandbox && (
          <Fact>
            <PathLink to="/sandbox" title={status.sandbox.reason} className="hover:underline">
              <StateMark of="sandbox" state={status.sandbox.level} word={`sandbox ${status.sandbox.level}`} />
            </PathLink>
          </Fact>
        )}
        <Fact>
          <Chain ledger={status.ledger} />
        </Fact>
        {status.disk_free_bytes !== null && (
          <Fact>
            <span className="text-neutral">{formatBytes(status.disk_free_bytes)} disk free</span>
          </Fact>
        )}
      </Facts>
      {findings.length > 0 && (
        <ul className="flex flex-col gap-1.5">
          {findings.map((finding) => (
            <Finding key={finding.check} finding={finding} />
          ))}
        </ul>
      )}
    </Answer>
  )
}

function Chain({ ledger }: { ledger: Status['ledger'] }) {
  const now = useNow()
  const rows = `${formatCount(ledger.seq)} rows`
  if (ledger.verified_ok === null || ledger.verified_at === null)
    return (
      <PathLink to="/ledger" className="inline-flex items-center gap-1.5 text-neutral hover:underline">
        <InfoIcon />
        chain of {rows}, not verified since the start
      </PathLink>
    )
  const at = momentTime(Date.parse(ledger.verified_at), now)
  const behind = ledger.seq - (ledger.verified_seq ?? 0)
  return ledger.verified_ok ? (
    <PathLink to="/ledger" className="inline-flex items-center gap-1.5 text-good hover:underline">
      <SucceededIcon />
      <span>
        {behind === 0 ? 'chain verified' : `${formatCount(ledger.verified_seq ?? 0)} rows verified`} {at}
        {behind > 0 && <span className="text-ink-3">, {formatCount(behind)} since not yet</span>}
      </span>
    </PathLink>
  ) : (
    <PathLink to="/ledger" className="inline-flex items-center gap-1.5 font-strong text-bad hover:underline">
      <FailedIcon />
      chain broken, found {at}
    </PathLink>
  )
}

function Finding({ finding }: { finding: Health['checks'][number] }) {
  const bad = finding.state === 'bad'
  return (
    <li className="flex items-start gap-2">
      <WarningIcon className={cx('mt-0.5', bad ? 'text-bad' : 'text-warn')} />
      <span className="max-w-[90ch]">
        <span className={cx('font-strong', bad ? 'text-bad' : 'text-warn')}>{bad ? 'Bad' : 'Attention'}:</span>{' '}
        {finding.text} {finding.remedy !== null && <span className="text-ink-2">{finding.remedy}</span>}
      </span>
    </li>
  )
}
