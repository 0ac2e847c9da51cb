import { formatCount } from '../format/index.ts'
import type { Status } from '../status.ts'

/**
 * How many rows the ledger has and how many of them a verification has looked at; rows that came since are not claimed.
 * `when` says when that was: `at 03:49:04`, `2 min ago`.
 */
export function chainText({ seq, verified_seq, verified_ok }: Status['ledger'], when: string): string {
  const rows = `${formatCount(seq)} ${seq === 1 ? 'row' : 'rows'}`
  if (verified_ok === null || verified_seq === null) return `${rows}, not verified since the start`
  if (!verified_ok) return `${rows}, found damaged ${when}`
  const since = seq - verified_seq
  return since > 0
    ? `${rows}; ${formatCount(verified_seq)} verified ${when}, ${formatCount(since)} since then not yet`
    : `${rows}, all verified ${when}`
}
