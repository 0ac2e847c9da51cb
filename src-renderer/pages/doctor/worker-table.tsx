import type { Status } from '#schemas'
import { formatCount } from '#schemas/format'
import { PathLink } from '../../app/index.ts'
import { EmptyState, Id, linkClass, Panel, Spelt, StateMark, Time, Unknown } from '../../components/index.ts'

const HEADERS = ['Slot', 'State', 'Since', 'Job', 'Process', 'Restarts', 'Last sign of life', 'Last exit'] as const

/** The workers: state, restarts, why the last one of each slot ended. */
export function WorkerTable({ workers }: { workers: Status['workers'] }) {
  return (
    <Panel title="Workers" flush>
      {workers.length === 0 ? (
        <EmptyState kind="not_set_up" title="This core has no workers.">
          It was opened without slots, so jobs wait. Start Interlock with at least one.
        </EmptyState>
      ) : (
        // Wide tables scroll by themselves, so they must be reachable.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div tabIndex={0} role="region" aria-label="Table of workers" data-ring="inside" className="overflow-x-auto">
          <table className="w-full min-w-[52rem] border-t border-line text-left">
            <thead>
              <tr className="border-b border-line text-meta text-ink-3">
                {HEADERS.map((header) => (
                  <th key={header} scope="col" className="h-8 px-4 font-normal whitespace-nowrap">
                    {header}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {workers.map((worker) => (
                <tr key={worker.slot} className="h-10">
                  <td className="px-4">{worker.slot}</td>
                  <td className="px-4">
                    <StateMark of="worker" state={worker.state} />
                  </td>
                  <td className="px-4">
                    {worker.since === null ? <Unknown /> : <Time at={worker.since} reachable={false} />}
                  </td>
                  <td className="px-4">
                    {worker.job === null ? (
                      <span className="text-ink-3">none</span>
                    ) : (
                      <PathLink to={`/jobs/${worker.job}`} className={linkClass}>
                        <Id id={worker.job} />
                      </PathLink>
                    )}
                  </td>
                  <td className="px-4 font-mono text-meta">{worker.pid ?? <Unknown why="It has none now." />}</td>
                  <td className="px-4">{formatCount(worker.restarts)}</td>
                  <td className="px-4">
                    {worker.last_beat_at === null ? <Unknown /> : <Time at={worker.last_beat_at} reachable={false} />}
                  </td>
                  <td className="max-w-80 px-4 text-ink-2">
                    {worker.last_exit === null ? (
                      <span className="text-ink-3">none</span>
                    ) : (
                      <Spelt text={worker.last_exit} />
                    )}
                    {worker.restart_at !== null && (
                      <span className="block text-meta text-ink-3">
                        again <Time at={worker.restart_at} reachable={false} />
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}
