import type { ImportSummary } from '#schemas'
import { formatBytes, formatCount, shortId } from '#schemas/format'
import { importWhyTexts, jobStateTexts, rowProblemTexts } from '#schemas/texts'
import { PathLink } from '../../app/index.ts'
import { Announce, linkClass, LoadingBar, Spelt, StateMark } from '../../components/index.ts'
import type { ImportReport } from './use-dali-import.ts'

/** So many of each are drawn; the rest is counted. */
const SHOWN = 200

/** What an import found and what it makes of it, as it comes. */
export function ImportReportView({ report }: { report: ImportReport }) {
  const { source, jobs, unreadable, summary, running, dry } = report
  if (source === undefined && !running) return null
  return (
    <div className="mt-4">
      <LoadingBar active={running} />
      <Announce text={summary ? summaryWords(summary) : ''} />
      {source && (
        <p className="text-ink-2">
          {formatCount(source.rows)} rows, {formatBytes(source.bytes)}
          {source.kill_switch && '; its kill switch is on, so Interlock’s is engaged with the import'}
          {source.worker_pid !== null && `; a DALI worker still runs as process ${source.worker_pid}`}.
        </p>
      )}
      {jobs.length > 0 && (
        <div className="mt-2 max-h-80 overflow-auto rounded-sm border border-line">
          <table className="w-full min-w-[40rem] text-left">
            <thead className="sticky top-0 bg-surface text-meta text-ink-3">
              <tr className="border-b border-line">
                <th className="h-8 px-3 font-normal">Job there</th>
                <th className="px-3 font-normal">{dry ? 'Would be here' : 'Is here'}</th>
                <th className="px-3 font-normal">Because</th>
                <th className="px-3 text-right font-normal">Runs</th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {jobs.slice(0, SHOWN).map((job) => (
                <tr key={job.id}>
                  <td className="h-8 px-3">
                    {dry ? (
                      <Spelt text={job.original_id} />
                    ) : (
                      <PathLink to={`/jobs/${job.id}`} className={linkClass}>
                        <Spelt text={job.original_id} />
                      </PathLink>
                    )}
                    {job.id !== job.original_id && <span className="text-ink-3"> as {shortId(job.id)}</span>}
                  </td>
                  <td className="px-3">
                    <StateMark of="job" state={job.state_here} />
                  </td>
                  <td className="px-3 text-ink-2">
                    {job.outcome === 'unchanged' ? 'It is here already.' : importWhyTexts[job.why]}
                  </td>
                  <td className="px-3 text-right">{formatCount(job.runs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {jobs.length > SHOWN && (
            <p className="px-3 py-2 text-ink-3">and {formatCount(jobs.length - SHOWN)} more, counted below</p>
          )}
        </div>
      )}
      {unreadable.length > 0 && (
        <details className="mt-2">
          <summary>{formatCount(unreadable.length)} rows DALI could not read, or that are no jobs here</summary>
          <ul className="mt-1 max-h-48 overflow-auto pl-5 text-ink-2">
            {unreadable.slice(0, SHOWN).map((row) => (
              <li key={row.line}>
                line {formatCount(row.line)}: {rowProblemTexts[row.problem]}
                {row.recovered && ' What it says is taken all the same.'}
              </li>
            ))}
          </ul>
        </details>
      )}
      {summary && <p className="mt-2 font-strong">{summaryWords(summary)}</p>}
    </div>
  )
}

function summaryWords({ dry_run, jobs, states, runs, artifacts, unreadable, workspace }: ImportSummary): string {
  const parts = Object.entries(states).map(([state, count]) => `${formatCount(count)} ${wordOf(state)}`)
  const added = jobs.added + jobs.extended
  if (added === 0) return `Nothing new for ${workspace}: all ${formatCount(jobs.unchanged)} jobs are here already.`
  return [
    `${dry_run ? 'Would bring' : 'Brought'} ${formatCount(added)} jobs into ${workspace} (${parts.join(', ')}),`,
    `${formatCount(runs)} runs and ${formatCount(artifacts)} artifacts.`,
    jobs.unchanged > 0 && `${formatCount(jobs.unchanged)} were here already.`,
    unreadable > 0 && `${formatCount(unreadable)} rows could not be read and are kept as they are.`,
  ]
    .filter((part) => part !== false)
    .join(' ')
}

function wordOf(state: string): string {
  const known = Object.entries(jobStateTexts).find(([name]) => name === state)
  return known === undefined ? state : known[1].word.toLowerCase()
}
