import type { WatchdogResult as Result, WatchedState } from '#schemas'
import { formatCount, formatDuration } from '#schemas/format'
import { Panel } from '../../components/index.ts'
import { TextBlock } from '../../previews/index.ts'
import { Figures } from './figures.tsx'

const WORDS: Record<WatchedState, string> = {
  running: 'running',
  done: 'finished',
  stuck: 'stuck',
  transient: 'cannot tell',
  error: 'check failed',
}

/** What a watchdog heard of what it looks after. */
export function WatchdogResult({ result }: { readonly result: Result }) {
  const { state, message, exit_code, running_min, duration_ms, answer } = result
  return (
    <Panel title="Watched">
      <p className={state === 'stuck' || state === 'error' ? 'text-bad' : undefined}>{message}</p>
      <div className="mt-3">
        <Figures
          figures={[
            ['state', WORDS[state]],
            ['exit code', exit_code ?? 'none'],
            ['since its start', `${formatCount(Math.floor(running_min))} min`],
            ['the check took', formatDuration(duration_ms)],
          ]}
        />
      </div>
      {answer !== null && (
        <div className="mt-4 border-t border-line pt-4">
          <h3 className="mb-1 text-meta text-ink-3">Answer of the check</h3>
          <TextBlock label="Answer of the check" text={JSON.stringify(answer, undefined, 2)} />
        </div>
      )}
    </Panel>
  )
}
