import type { SchedulePreview } from '#schemas'
import { problemOf } from '../../../app/index.ts'
import { Announce, ErrorPanel, Panel, Skeleton, WarningIcon } from '../../../components/index.ts'
import { OccurrenceList } from '../occurrence-list.tsx'

interface LivePreviewProps {
  /** Undefined until the core has answered once. */
  readonly preview: SchedulePreview | undefined
  /** There is not yet enough to ask about. */
  readonly unfinished: boolean
  readonly error: Error | null
  /** What follows others has no times of its own. */
  readonly follows: boolean
}

/** When it would fire as it is typed now; nothing is saved for this. */
export function LivePreview({ preview, unfinished, error, follows }: LivePreviewProps) {
  const { words, zone, problem, occurrences } = preview ?? { words: '', zone: '', problem: null, occurrences: [] }
  return (
    <Panel title="When it would fire" aside={<span className="text-meta text-ink-3">{zone}</span>}>
      {error ? (
        <ErrorPanel {...problemOf(error, 'Nothing was saved.')} />
      ) : preview === undefined ? (
        unfinished ? (
          <p className="text-ink-2">Say first when it fires.</p>
        ) : (
          <Skeleton rows={6} />
        )
      ) : (
        <div className="flex flex-col gap-2">
          {(problem === null || problem.code === 'schedule_never_fires') && (
            <p className="font-strong">
              {follows && occurrences.length === 0 && problem === null ? 'After other schedules' : words}
            </p>
          )}
          <Announce text={problem?.message ?? words} />
          {unfinished && <p className="text-ink-3">What is typed now cannot be read yet; this is from before.</p>}
          {problem && (
            <p className="flex items-start gap-2 text-bad">
              <WarningIcon className="mt-0.5" />
              <span>
                {problem.message} <span className="text-ink-2">{withoutNothing(problem.remedy)}</span>
              </span>
            </p>
          )}
          {occurrences.length > 0 ? (
            <OccurrenceList occurrences={occurrences} />
          ) : (
            problem === null && (
              <p className="text-ink-2">
                {follows ? 'Its times hang on theirs, so none can be named.' : 'It does not fire by itself.'}
              </p>
            )
          )}
        </div>
      )}
    </Panel>
  )
}

/** A preview changes nothing, so it need not say so. */
function withoutNothing(remedy: string): string {
  return remedy.replace(/^Nothing was changed\. /, '')
}
