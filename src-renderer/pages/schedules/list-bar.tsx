import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import type { Scheduler } from '#schemas'
import { formatCount } from '#schemas/format'
import {
  Button,
  buttonClass,
  ChipChoice,
  PauseIcon,
  PlusIcon,
  StateMark,
  TextInput,
  useKeys,
} from '../../components/index.ts'
import { LISTED_STATES, type ListedState, type SchedulesSearch, statesOf, toggled } from './search.ts'

interface ListBarProps {
  readonly search: SchedulesSearch
  readonly counts: Readonly<Partial<Record<ListedState, number>>>
  readonly scheduler: Scheduler | undefined
  readonly pausing: boolean
  readonly onSearch: (next: SchedulesSearch) => void
  readonly onPauseAll: () => void
}

/** States with their counts, a part of the name, and the page's own button. */
export function ListBar({ search, counts, scheduler, pausing, onSearch, onPauseAll }: ListBarProps) {
  const input = useRef<HTMLInputElement>(null)
  useKeys([{ keys: '/', label: 'Find by name', run: () => input.current?.focus() }])
  const chosen = statesOf(search) ?? []
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
      <div role="group" aria-label="States" className="flex flex-wrap gap-1">
        {LISTED_STATES.map((state) => (
          <ChipChoice key={state} chosen={chosen.includes(state)} onChange={() => onSearch(toggled(search, state))}>
            <StateMark of="schedule" state={state} />
            {formatCount(counts[state] ?? 0)}
          </ChipChoice>
        ))}
      </div>
      <TextInput
        ref={input}
        dense
        type="search"
        aria-label="Part of a name"
        placeholder="Part of a name"
        className="w-52! max-lg:w-36! max-sm:w-full!"
        value={search.q ?? ''}
        onChange={(event) => {
          const { q: _, ...rest } = search
          onSearch(event.target.value === '' ? rest : { ...rest, q: event.target.value })
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          event.currentTarget.blur()
        }}
      />
      <span className="ml-auto flex items-center gap-2">
        {scheduler?.paused === false && (
          <Button size="small" changes busy={pausing} icon={PauseIcon} onClick={onPauseAll}>
            Pause all
          </Button>
        )}
        <Link to="/schedules/new" search={{}} className={buttonClass('primary', 'small')}>
          <PlusIcon />
          Add schedule
        </Link>
      </span>
    </div>
  )
}
