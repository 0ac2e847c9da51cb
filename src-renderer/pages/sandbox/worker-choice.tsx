import { Link } from '@tanstack/react-router'
import type { Worker } from '#schemas'
import { cx, CHOSEN_IN_FORCED_COLOURS, Panel, Spelt, StateMark, Time, Unknown } from '../../components/index.ts'
import { keptWords } from './promise-states.ts'

interface WorkerChoiceProps {
  readonly workers: readonly Worker[]
  readonly shown: Worker
}

/** The workers with the level of each. A job may get any of them, so the weakest is what counts. */
export function WorkerChoice({ workers, shown }: WorkerChoiceProps) {
  return (
    <Panel title="Workers" flush>
      <ul className="divide-y divide-line border-t border-line">
        {workers.map((worker) => (
          <li key={worker.slot}>
            <Link
              to="/sandbox"
              search={{ slot: String(worker.slot) }}
              aria-current={worker.slot === shown.slot || undefined}
              data-ring="inside"
              className={cx(
                'grid items-start gap-x-4 px-4 py-2 sm:grid-cols-[4rem_8rem_1fr_auto] lg:grid-cols-[4rem_8rem_13rem_1fr_auto]',
                worker.slot === shown.slot ? cx('bg-selected', CHOSEN_IN_FORCED_COLOURS) : 'hover:bg-sunken',
              )}
            >
              <span className="font-strong">Slot {worker.slot}</span>
              {worker.sandbox_level === null ? (
                <StateMark of="worker" state={worker.state} />
              ) : (
                <StateMark of="sandbox" state={worker.sandbox_level} />
              )}
              <span>{worker.sandbox_testing ? 'Being tried' : worker.sandbox_findings && keptWords(worker)}</span>
              <span className="min-w-0 truncate text-ink-2 max-lg:hidden">
                <Spelt text={worker.sandbox_reason ?? ''} />
              </span>
              <span className="text-meta text-ink-3">
                {worker.sandbox_tested_at === null ? (
                  <Unknown why="It has not been tried." />
                ) : (
                  <Time at={worker.sandbox_tested_at} reachable={false} />
                )}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
