import { type JobState, JOB_STATES } from '#schemas'
import { splitList } from '#schemas/filter'
import { ChipChoice, StateMark } from '../../components/index.ts'
import { type Counted, countText } from './queries.ts'
import { type JobsSearch, toggleState, withParam } from './search.ts'

interface StateChipsProps {
  readonly search: JobsSearch
  readonly counted: Counted | undefined
  /** The figures are those of the filter before. */
  readonly old: boolean
  readonly onChange: (search: JobsSearch) => void
}

/** These appear with their first job: an operator without approvals or held jobs need not read them. */
const RARE: readonly JobState[] = ['awaiting_approval', 'held']

/** Jobs per state under the other filters; each can be added to or taken out of what is shown. */
export function StateChips({ search, counted, old, onChange }: StateChipsProps) {
  const chosen = splitList(search.state)
  const shown = JOB_STATES.filter(
    (state) => !RARE.includes(state) || chosen.includes(state) || (counted?.counts[state] ?? 0) > 0,
  )
  return (
    <div role="group" aria-label="States" aria-busy={old} className="contents">
      <ChipChoice
        className="px-1.5!"
        chosen={chosen.length === 0}
        onChange={() => onChange(withParam(search, 'state', ''))}
      >
        All
      </ChipChoice>
      {shown.map((state) => {
        const count = counted?.counts[state]
        return (
          <ChipChoice
            key={state}
            className="px-1.5!"
            chosen={chosen.includes(state)}
            onChange={() => onChange(toggleState(search, state))}
          >
            <StateMark of="job" state={state} />
            {count !== undefined && (
              <span className={old ? 'text-ink-3' : 'text-ink-2'}>{countText(count, counted?.capped_at ?? null)}</span>
            )}
          </ChipChoice>
        )
      })}
    </div>
  )
}
