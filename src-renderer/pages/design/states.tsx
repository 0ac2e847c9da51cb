import {
  artifactStateSchema,
  ENDPOINT_STATES,
  FIRING_STATES,
  JOB_STATES,
  RUN_STATES,
  SCHEDULE_STATES,
  sandboxLevelSchema,
  verdictSchema,
  workerSchema,
} from '#schemas'
import { killSwitchModeSchema } from '#schemas'
import { type Marked, StateMark } from '../../components/index.ts'

const MARKS: readonly [string, readonly Marked[]][] = [
  ['Job', JOB_STATES.map((state): Marked => ({ of: 'job', state }))],
  ['Run', RUN_STATES.map((state): Marked => ({ of: 'run', state }))],
  ['Verdict', verdictSchema.options.map((state): Marked => ({ of: 'verdict', state }))],
  ['Artifact', artifactStateSchema.options.map((state): Marked => ({ of: 'artifact', state }))],
  ['Worker', workerSchema.shape.state.options.map((state): Marked => ({ of: 'worker', state }))],
  ['Kill switch', killSwitchModeSchema.options.map((state): Marked => ({ of: 'kill_switch', state }))],
  ['Sandbox', sandboxLevelSchema.options.map((state): Marked => ({ of: 'sandbox', state }))],
  ['Schedule', SCHEDULE_STATES.map((state): Marked => ({ of: 'schedule', state }))],
  ['Firing', FIRING_STATES.map((state): Marked => ({ of: 'firing', state }))],
  ['Endpoint', ENDPOINT_STATES.map((state): Marked => ({ of: 'endpoint', state }))],
]

/** Every state there is, as icon and word. */
export function States() {
  return (
    <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-y-2">
      {MARKS.map(([thing, marks]) => (
        <div key={thing} className="contents">
          <dt className="text-ink-3">{thing}</dt>
          <dd className="flex flex-wrap gap-x-5 gap-y-1">
            {marks.map((mark) => (
              <StateMark key={mark.state} {...mark} look={mark.of === 'verdict' ? 'outlined' : 'plain'} />
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}
